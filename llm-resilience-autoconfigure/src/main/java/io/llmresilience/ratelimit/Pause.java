package io.llmresilience.ratelimit;

import io.llmresilience.CallTrace.WaitReason;

/**
 * Quiet after a provider has refused a call for its rate: until its hint, or, where it
 * gave none, for a second that doubles with every further refusal up to a minute.
 * Immutable; times are nanoseconds of one clock.
 *
 * @param until until when nobody goes
 * @param since when the provider last refused a call
 * @param refusals the refusals without a hint since the last answer
 * @param reason who said how long
 */
record Pause(long until, long since, int refusals, WaitReason reason) {

	static final Pause NONE = new Pause(Long.MIN_VALUE, Long.MIN_VALUE, 0, WaitReason.NONE);

	private static final long SHORTEST = 1_000_000_000L;

	private static final int MOST_DOUBLINGS = 6;

	private static final long LONGEST = 60 * SHORTEST;

	/**
	 * Take note of a refusal. A longer pause is never shortened, and one that tells
	 * nothing new because its request was sent before the last refusal lengthens it only
	 * by a hint.
	 * @param throttling the refusal
	 * @param reservedAt when the refused call was sent
	 * @param paced whether calls go at a pace; a first refusal without a hint only makes
	 * that slower
	 * @param now the time
	 * @return the next pause, which may be over at once
	 */
	Pause after(Throttling throttling, long reservedAt, boolean paced, long now) {
		if (throttling.hinted()) {
			return until(throttling.end(now), this.refusals, WaitReason.HINT, now);
		}
		if (reservedAt < this.since) {
			return this;
		}
		int doublings = Math.min(paced ? this.refusals - 1 : this.refusals, MOST_DOUBLINGS);
		long length = (doublings < 0) ? 0 : Math.min(SHORTEST << doublings, LONGEST);
		return until(now + throttling.spread(length), this.refusals + 1, WaitReason.BACKOFF, now);
	}

	private Pause until(long until, int refusals, WaitReason reason, long now) {
		return (until > this.until) ? new Pause(until, now, refusals, reason)
				: new Pause(this.until, now, refusals, this.reason);
	}

	/**
	 * Take note of an answer.
	 */
	Pause answered(long reservedAt) {
		return (this.refusals == 0 || reservedAt < this.since) ? this
				: new Pause(this.until, this.since, 0, this.reason);
	}

	boolean lasts(long now) {
		return this.until > now;
	}

	/**
	 * Return whether the provider has refused a call within the last minute and refuses
	 * again one that was sent after that.
	 */
	boolean repeated(long reservedAt, long now) {
		return this != NONE && reservedAt >= this.since && now - this.since < LONGEST;
	}

}
