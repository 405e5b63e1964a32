package io.llmresilience.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.observation.AttemptObservationContext.Model;
import io.llmresilience.observation.AttemptObservationDocumentation.HighCardinalityKeyNames;
import io.llmresilience.observation.AttemptObservationDocumentation.LowCardinalityKeyNames;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * How attempts are named unless an application says otherwise.
 */
public class DefaultAttemptObservationConvention implements AttemptObservationConvention {

	private final Memo<Model, KeyValues> beginnings = new Memo<>((model) -> new End(model, null, null).keyValues());

	private final Memo<End, KeyValues> ends = new Memo<>(End::keyValues);

	private final Memo<FinishReason, KeyValue> finishReasons = new Memo<>(
			(reason) -> new Fact(HighCardinalityKeyNames.FINISH_REASON, reason));

	private final Memo<String, String> names = new Memo<>("chat "::concat);

	@Override
	public String getName() {
		return "gen_ai.client.operation";
	}

	@Override
	public String getContextualName(AttemptObservationContext context) {
		return this.names.get(context.model());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(AttemptObservationContext context) {
		return (context.outcome() != null)
				? this.ends.get(new End(context.asked(), context.outcome(), context.failure()))
				: this.beginnings.get(context.asked());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(AttemptObservationContext context) {
		if (context.finishReason() == null) {
			return KeyValues.empty();
		}
		return KeyValues.of(this.finishReasons.get(context.finishReason()),
				new Fact(HighCardinalityKeyNames.RESPONSE_ID, context.requestId()),
				new Fact(HighCardinalityKeyNames.RESPONSE_MODEL, context.servedModel()),
				new Fact(HighCardinalityKeyNames.INPUT_TOKENS, context.usage().inputTokens()),
				new Fact(HighCardinalityKeyNames.OUTPUT_TOKENS, context.usage().outputTokens()));
	}

	/**
	 * How an attempt ended.
	 */
	private record End(Model model, @Nullable Outcome outcome, @Nullable FailureKind failure) {

		private static final KeyValue CHAT = KeyValue.of(LowCardinalityKeyNames.OPERATION_NAME, "chat");

		KeyValues keyValues() {
			return KeyValues.of(CHAT, KeyValue.of(LowCardinalityKeyNames.PROVIDER_NAME, this.model.provider()),
					KeyValue.of(LowCardinalityKeyNames.REQUEST_MODEL, this.model.name()),
					KeyValue.of(LowCardinalityKeyNames.OUTCOME, Words.of(this.outcome)),
					KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, Words.of(this.failure)));
		}

	}

}
