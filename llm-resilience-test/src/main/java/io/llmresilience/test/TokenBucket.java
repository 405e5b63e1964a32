package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;

/**
 * The arithmetic of a bucket that refills continuously. Immutable: each step returns the
 * bucket as it is afterwards. The level may be below zero.
 */
record TokenBucket(double capacity, double perSecond, double level, Instant at) {

	private static final double NANOS = 1e9;

	/** Forgives the rounding of many small refills. */
	private static final double EPSILON = 1e-6;

	/**
	 * A full bucket that refills a quota every minute and holds what a burst may use.
	 */
	static TokenBucket full(int perMinute, Duration burst, Instant now) {
		double perSecond = perMinute / 60.0;
		double capacity = Math.max(1, perSecond * burst.toNanos() / NANOS);
		return new TokenBucket(capacity, perSecond, capacity, now);
	}

	/**
	 * Time that runs backwards refills nothing.
	 */
	TokenBucket refilled(Instant now) {
		if (!now.isAfter(this.at)) {
			return this;
		}
		double gained = Duration.between(this.at, now).toNanos() / NANOS * this.perSecond;
		return new TokenBucket(this.capacity, this.perSecond, Math.min(this.capacity, this.level + gained), now);
	}

	TokenBucket take(double amount) {
		return new TokenBucket(this.capacity, this.perSecond, this.level - amount, this.at);
	}

	boolean has(double amount) {
		return this.level + EPSILON >= amount;
	}

	boolean couldEverHave(double amount) {
		return this.capacity + EPSILON >= amount;
	}

	Duration untilHas(double amount) {
		double missing = amount - this.level;
		return (missing <= EPSILON) ? Duration.ZERO
				: Duration.ofNanos((long) Math.ceil(missing / this.perSecond * NANOS));
	}

	Duration untilFull() {
		return untilHas(this.capacity);
	}

	long remaining() {
		return Math.max(0, (long) Math.floor(this.level + EPSILON));
	}

}
