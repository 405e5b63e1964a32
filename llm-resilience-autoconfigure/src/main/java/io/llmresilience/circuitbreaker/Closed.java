package io.llmresilience.circuitbreaker;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * All calls pass, or more and more of them after a recovery.
 *
 * @param since when it began
 * @param window the calls in it
 * @param slowStart how their share grows
 */
record Closed(Moment since, Window window, SlowStart slowStart) implements Phase.Passing {

	double share(long now) {
		return this.slowStart.share(this.since.elapsed(now));
	}

	@Override
	public State state(long now) {
		return State.CLOSED;
	}

	@Override
	public boolean admits(long now) {
		return true;
	}

	@Override
	public int failedProbes() {
		return 0;
	}

	@Override
	public @Nullable FailureKind reason() {
		return this.window.lastFailure();
	}

}
