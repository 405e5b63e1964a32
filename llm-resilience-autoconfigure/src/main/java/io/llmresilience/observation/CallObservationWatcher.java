package io.llmresilience.observation;

import java.util.function.LongSupplier;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * Makes one observation of every user's call, and the parent of all that it leads to.
 */
final class CallObservationWatcher implements CallWatcher {

	private final ObservationKind<CallObservationContext> kind;

	private final LabelTags labels;

	private final LongSupplier nanoTime;

	CallObservationWatcher(ObservationKind<CallObservationContext> kind, LabelTags labels, LongSupplier nanoTime) {
		this.kind = kind;
		this.labels = labels;
		this.nanoTime = nanoTime;
	}

	@Override
	public CallWatch watch(ChatCall call, ContextView context) {
		if (this.kind.off()) {
			return CallWatch.NONE;
		}
		CallObservationContext facts = new CallObservationContext(this.labels.of(call.request()));
		Observation observation = this.kind.start(facts, context);
		return observation.isNoop() ? this.kind.unobserved(context)
				: new ObservedCall(observation, facts, this.nanoTime);
	}

	/**
	 * One call.
	 */
	private static final class ObservedCall implements CallWatch {

		private final Observation observation;

		private final CallObservationContext facts;

		private final LongSupplier nanoTime;

		private final long start;

		ObservedCall(Observation observation, CallObservationContext facts, LongSupplier nanoTime) {
			this.observation = observation;
			this.facts = facts;
			this.nanoTime = nanoTime;
			this.start = nanoTime.getAsLong();
		}

		@Override
		public Context within(Context context) {
			return context.put(ObservationKind.KEY, this.observation);
		}

		@Override
		public void event(ChatEvent event) {
			if (event instanceof ChatEvent.Note.AttemptEnded || event instanceof ChatEvent.Note.Overtaken) {
				this.facts.attemptEnded();
			}
		}

		@Override
		public void answered(ChatEvent.Completed completed) {
			for (ChatEvent.Note note : completed.notes()) {
				event(note);
			}
			stop(Outcome.ANSWERED, completed.response().origin().route(), null);
		}

		@Override
		public void failed(Throwable failure) {
			this.observation.error(ObservedFailure.of(failure));
			stop(Outcome.FAILED, (failure instanceof LlmException llm) ? llm.route() : null, Words.kind(failure));
		}

		@Override
		public void cancelled() {
			stop(Outcome.CANCELLED, null, null);
		}

		private void stop(Outcome outcome, @Nullable String route, @Nullable FailureKind failure) {
			this.facts.ended(outcome, route, failure, this.nanoTime.getAsLong() - this.start);
			this.observation.stop();
		}

	}

}
