package io.llmresilience.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.observation.AttemptObservationDocumentation.HighCardinalityKeyNames;
import io.llmresilience.observation.AttemptObservationDocumentation.LowCardinalityKeyNames;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * How attempts are named unless an application says otherwise.
 */
public class DefaultAttemptObservationConvention implements AttemptObservationConvention {

	private final MeterCache<End, KeyValues> ends = new MeterCache<>(End::keyValues);

	@Override
	public String getName() {
		return "gen_ai.client.operation";
	}

	@Override
	public String getContextualName(AttemptObservationContext context) {
		return "chat " + context.model();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(AttemptObservationContext context) {
		return this.ends.get(new End(context.provider(), context.model(), context.outcome(), context.failure()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(AttemptObservationContext context) {
		if (context.finishReason() == null) {
			return KeyValues.empty();
		}
		return KeyValues.of(new Fact(HighCardinalityKeyNames.FINISH_REASON, context.finishReason()),
				new Fact(HighCardinalityKeyNames.RESPONSE_ID, context.requestId()),
				new Fact(HighCardinalityKeyNames.RESPONSE_MODEL, context.servedModel()),
				new Fact(HighCardinalityKeyNames.INPUT_TOKENS, context.usage().inputTokens()),
				new Fact(HighCardinalityKeyNames.OUTPUT_TOKENS, context.usage().outputTokens()));
	}

	/**
	 * How an attempt ended.
	 */
	private record End(String provider, String model, @Nullable Outcome outcome, @Nullable FailureKind failure) {

		private static final KeyValue CHAT = KeyValue.of(LowCardinalityKeyNames.OPERATION_NAME, "chat");

		KeyValues keyValues() {
			return KeyValues.of(CHAT, KeyValue.of(LowCardinalityKeyNames.PROVIDER_NAME, this.provider),
					KeyValue.of(LowCardinalityKeyNames.REQUEST_MODEL, this.model),
					KeyValue.of(LowCardinalityKeyNames.OUTCOME, Words.of(this.outcome)),
					KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, Words.of(this.failure)));
		}

	}

}
