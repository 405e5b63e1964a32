package io.llmresilience.observation;

import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.observation.CallObservationDocumentation.HighCardinalityKeyNames;
import io.llmresilience.observation.CallObservationDocumentation.LowCardinalityKeyNames;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * How calls are named unless an application says otherwise.
 */
public class DefaultCallObservationConvention implements CallObservationConvention {

	private static final KeyValues BEGINNING = new End(null, null, null).keyValues();

	private final Memo<End, KeyValues> ends = new Memo<>(End::keyValues);

	private final Memo<Integer, KeyValues> attempts = new Memo<>(
			(attempts) -> KeyValues.of(new Fact(HighCardinalityKeyNames.ATTEMPTS, attempts)));

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
		KeyValues end = (context.outcome() != null)
				? this.ends.get(new End(context.route(), context.outcome(), context.failure())) : BEGINNING;
		return context.labels().isEmpty() ? end : end.and(labels(context.labels()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CallObservationContext context) {
		return (context.outcome() != null) ? this.attempts.get(context.attempts()) : KeyValues.empty();
	}

	private static KeyValues labels(Map<String, String> labels) {
		return KeyValues.of(labels.entrySet(), (label) -> LabelTags.key(label.getKey()), Map.Entry::getValue);
	}

	/**
	 * How a call ended.
	 */
	private record End(@Nullable String route, @Nullable Outcome outcome, @Nullable FailureKind failure) {

		KeyValues keyValues() {
			return KeyValues.of(KeyValue.of(LowCardinalityKeyNames.ROUTE, Words.of(this.route)),
					KeyValue.of(LowCardinalityKeyNames.OUTCOME, Words.of(this.outcome)),
					KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, Words.of(this.failure)));
		}

	}

}
