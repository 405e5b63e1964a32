package io.llmresilience.circuitbreaker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * No call passes. When its time is over the next call may try, whoever asks first.
 *
 * @param since when it began
 * @param first when it first opened, with nothing but failed probes since
 * @param length how many nanoseconds it lasts
 * @param failedProbes how often probing has failed since the circuit was closed
 * @param tally the calls that led to it
 * @param reason the last failure among them, {@code null} if none was counted
 */
record Open(Moment since, Instant first, long length, int failedProbes, Tally tally,
		@Nullable FailureKind reason) implements Phase {

	private static final long BY_HAND = Long.MAX_VALUE;

	static Open byHand(Moment since) {
		return new Open(since, since.instant(), BY_HAND, 0, Tally.EMPTY, null);
	}

	boolean isByHand() {
		return this.length == BY_HAND;
	}

	/**
	 * Say what led to it.
	 * @return a part of a sentence
	 */
	String cause() {
		return (this.reason != null) ? this.tally + ", the last failure being " + this.reason : this.tally.toString();
	}

	long left(long now) {
		return this.length - this.since.elapsed(now);
	}

	@Override
	public State state(long now) {
		if (isByHand()) {
			return State.FORCED_OPEN;
		}
		return admits(now) ? State.HALF_OPEN : State.OPEN;
	}

	@Override
	public boolean admits(long now) {
		return left(now) <= 0;
	}

	@Override
	public @Nullable Instant until() {
		return isByHand() ? null : this.since.instant().plusNanos(this.length);
	}

}
