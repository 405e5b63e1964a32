package io.llmresilience.circuitbreaker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * A few calls pass and decide how it goes on.
 *
 * @param since when it began
 * @param window the calls in it
 * @param calls how many there may be
 * @param before what came before
 */
record HalfOpen(Moment since, Window window, int calls, Open before) implements Phase.Passing {

	/**
	 * Every attempt ends, so this is for what must not happen.
	 */
	private static final long LONGEST = Duration.ofMinutes(10).toNanos();

	/**
	 * Return whether calls passed that have never come to an end.
	 * @param now nanoseconds
	 * @return whether to begin anew
	 */
	boolean lost(long now) {
		return this.since.elapsed(now) > LONGEST && !hasRoom();
	}

	private boolean hasRoom() {
		return this.window.inFlight() + this.window.tally().calls() < this.calls;
	}

	@Override
	public State state(long now) {
		return State.HALF_OPEN;
	}

	@Override
	public boolean admits(long now) {
		return hasRoom() || lost(now);
	}

	@Override
	public int failedProbes() {
		return this.before.failedProbes() + 1;
	}

	@Override
	public @Nullable FailureKind reason() {
		FailureKind last = this.window.lastFailure();
		return (last != null) ? last : this.before.reason();
	}

}
