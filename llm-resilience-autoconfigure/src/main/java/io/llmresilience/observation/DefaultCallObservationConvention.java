package io.llmresilience.observation;

import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import io.llmresilience.observation.CallObservationDocumentation.HighCardinalityKeyNames;
import io.llmresilience.observation.CallObservationDocumentation.LowCardinalityKeyNames;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * How calls are named unless an application says otherwise.
 */
public class DefaultCallObservationConvention implements CallObservationConvention {

	private static final KeyValue NO_ROUTE = KeyValue.of(LowCardinalityKeyNames.ROUTE, KeyValue.NONE_VALUE);

	private static final KeyValue NO_OUTCOME = KeyValue.of(LowCardinalityKeyNames.OUTCOME, KeyValue.NONE_VALUE);

	private static final KeyValue NO_ERROR = KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, KeyValue.NONE_VALUE);

	private static final KeyValue ANSWERED = KeyValue.of(LowCardinalityKeyNames.OUTCOME, Outcome.ANSWERED.name());

	@Override
	public String getName() {
		return "llm.resilience.call";
	}

	@Override
	public String getContextualName(CallObservationContext context) {
		return "llm call";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
		KeyValues keyValues = KeyValues.of(errorType(context), outcome(context), route(context));
		return context.labels().isEmpty() ? keyValues : keyValues.and(labels(context.labels()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CallObservationContext context) {
		return KeyValues.of(KeyValue.of(HighCardinalityKeyNames.ATTEMPTS, Integer.toString(context.attempts())));
	}

	/**
	 * Return the route.
	 * @param context what is known of the call
	 * @return the key-value, {@code none} if there was no route
	 */
	protected KeyValue route(CallObservationContext context) {
		String route = context.route();
		return (route != null) ? KeyValue.of(LowCardinalityKeyNames.ROUTE, route) : NO_ROUTE;
	}

	/**
	 * Return how the call ended.
	 * @param context what is known of the call
	 * @return the key-value, {@code none} while that is open
	 */
	protected KeyValue outcome(CallObservationContext context) {
		Outcome outcome = context.outcome();
		if (outcome == Outcome.ANSWERED) {
			return ANSWERED;
		}
		return (outcome != null) ? KeyValue.of(LowCardinalityKeyNames.OUTCOME, outcome.name()) : NO_OUTCOME;
	}

	/**
	 * Return how the call failed.
	 * @param context what is known of the call
	 * @return the key-value, {@code none} if it has not
	 */
	protected KeyValue errorType(CallObservationContext context) {
		return (context.failure() != null) ? KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, context.failure().name())
				: NO_ERROR;
	}

	private static KeyValues labels(Map<String, String> labels) {
		return KeyValues.of(labels.entrySet(), (label) -> LabelTags.key(label.getKey()), Map.Entry::getValue);
	}

}
