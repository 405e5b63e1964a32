package io.llmresilience.circuitbreaker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * No call passes until somebody says so. What calls in flight lead to is still counted.
 *
 * @param since when it began
 * @param before what goes on afterwards
 */
record Paused(Moment since, Phase before) implements Phase {

	Paused withBefore(Phase before) {
		return new Paused(this.since, before);
	}

	@Override
	public State state(long now) {
		return State.PAUSED;
	}

	@Override
	public boolean admits(long now) {
		return false;
	}

	@Override
	public @Nullable Instant until() {
		return null;
	}

	@Override
	public Tally tally() {
		return this.before.tally();
	}

	@Override
	public @Nullable FailureKind reason() {
		return this.before.reason();
	}

}
