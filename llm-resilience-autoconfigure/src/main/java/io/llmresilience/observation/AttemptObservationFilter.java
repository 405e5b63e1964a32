package io.llmresilience.observation;

import java.util.function.LongSupplier;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.llmresilience.AttemptFilter;
import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.observation.AttemptObservationContext.Model;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * Makes one observation of every attempt, and the parent of the provider's HTTP exchange.
 */
final class AttemptObservationFilter implements AttemptFilter {

	private final ObservationKind<AttemptObservationContext> kind;

	private final LongSupplier nanoTime;

	AttemptObservationFilter(ObservationKind<AttemptObservationContext> kind, LongSupplier nanoTime) {
		this.kind = kind;
		this.nanoTime = nanoTime;
	}

	@Override
	public ChatFilter on(String route) {
		Model model = Model.of(route);
		CallWatcher[] watchers = { (call, context) -> watch(call, context, model) };
		return (call, next) -> this.kind.off() ? next.exchange(call) : new WatchedFlux(call, next, watchers);
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return on(Words.NONE).filter(call, next);
	}

	private CallWatch watch(ChatCall call, ContextView context, Model model) {
		AttemptObservationContext facts = new AttemptObservationContext(model);
		Observation observation = this.kind.start(facts, context);
		return observation.isNoop() ? CallWatch.NONE
				: new ObservedAttempt(observation, facts, call.streamed(), this.nanoTime);
	}

	/**
	 * One attempt. What it waits for its rate limit is in the observation, but not in the
	 * figures: the provider has no part in it.
	 */
	private static final class ObservedAttempt implements CallWatch {

		private final Observation observation;

		private final AttemptObservationContext facts;

		private final LongSupplier nanoTime;

		private boolean awaitsChunk;

		private long start;

		ObservedAttempt(Observation observation, AttemptObservationContext facts, boolean streamed,
				LongSupplier nanoTime) {
			this.observation = observation;
			this.facts = facts;
			this.awaitsChunk = streamed;
			this.nanoTime = nanoTime;
			this.start = nanoTime.getAsLong();
		}

		@Override
		public Context within(Context context) {
			return context.put(ObservationKind.KEY, this.observation);
		}

		@Override
		public void event(ChatEvent event) {
			if (event instanceof ChatEvent.Note.Waiting) {
				this.start = this.nanoTime.getAsLong();
			}
			else if (this.awaitsChunk && (event.isContent() || event instanceof ChatEvent.Note.Progressing)) {
				this.awaitsChunk = false;
				this.facts.firstChunkAfter(elapsed());
			}
		}

		@Override
		public void answered(ChatEvent.Completed completed) {
			this.facts.answered(completed.response());
			stop(Outcome.ANSWERED, null);
		}

		@Override
		public void failed(Throwable failure) {
			if (failure instanceof CallRefusedException refusal && refusal.sent() == Sent.NO) {
				this.start = this.nanoTime.getAsLong();
			}
			this.observation.error(ObservedFailure.of(failure));
			stop(Outcome.FAILED, Words.kind(failure));
		}

		@Override
		public void cancelled() {
			stop(Outcome.CANCELLED, null);
		}

		private void stop(Outcome outcome, @Nullable FailureKind failure) {
			this.facts.ended(outcome, failure, elapsed());
			this.observation.stop();
		}

		private long elapsed() {
			return this.nanoTime.getAsLong() - this.start;
		}

	}

}
