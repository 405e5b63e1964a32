package io.llmresilience.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

import io.llmresilience.observation.AttemptObservationDocumentation.HighCardinalityKeyNames;
import io.llmresilience.observation.AttemptObservationDocumentation.LowCardinalityKeyNames;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * How attempts are named unless an application says otherwise.
 */
public class DefaultAttemptObservationConvention implements AttemptObservationConvention {

	private static final KeyValue CHAT = KeyValue.of(LowCardinalityKeyNames.OPERATION_NAME, "chat");

	private static final KeyValue NO_OUTCOME = KeyValue.of(LowCardinalityKeyNames.OUTCOME, KeyValue.NONE_VALUE);

	private static final KeyValue NO_ERROR = KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, KeyValue.NONE_VALUE);

	private static final KeyValue ANSWERED = KeyValue.of(LowCardinalityKeyNames.OUTCOME, Outcome.ANSWERED.name());

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
		return KeyValues.of(errorType(context), CHAT,
				KeyValue.of(LowCardinalityKeyNames.PROVIDER_NAME, context.provider()),
				KeyValue.of(LowCardinalityKeyNames.REQUEST_MODEL, context.model()), outcome(context));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(AttemptObservationContext context) {
		if (context.finishReason() == null) {
			return KeyValues.empty();
		}
		return KeyValues.of(value(HighCardinalityKeyNames.FINISH_REASON, context.finishReason()),
				value(HighCardinalityKeyNames.RESPONSE_ID, context.requestId()),
				value(HighCardinalityKeyNames.RESPONSE_MODEL, context.servedModel()),
				value(HighCardinalityKeyNames.INPUT_TOKENS, context.usage().inputTokens()),
				value(HighCardinalityKeyNames.OUTPUT_TOKENS, context.usage().outputTokens()));
	}

	/**
	 * Return how the attempt ended.
	 * @param context what is known of the attempt
	 * @return the key-value, {@code none} while that is open
	 */
	protected KeyValue outcome(AttemptObservationContext context) {
		Outcome outcome = context.outcome();
		if (outcome == Outcome.ANSWERED) {
			return ANSWERED;
		}
		return (outcome != null) ? KeyValue.of(LowCardinalityKeyNames.OUTCOME, outcome.name()) : NO_OUTCOME;
	}

	/**
	 * Return how the attempt failed.
	 * @param context what is known of the attempt
	 * @return the key-value, {@code none} if it has not
	 */
	protected KeyValue errorType(AttemptObservationContext context) {
		return (context.failure() != null) ? KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, context.failure().name())
				: NO_ERROR;
	}

	private static KeyValue value(KeyName key, @Nullable Object value) {
		return KeyValue.of(key, (value != null) ? value.toString() : KeyValue.NONE_VALUE);
	}

}
