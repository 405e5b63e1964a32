package io.llmresilience.ratelimit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One limit per minute. Times are nanoseconds.
 *
 * @param perMinute units per minute, 0 for no limit
 * @param burst the time whose quota may be used at once
 * @param learnt whether it comes from the provider instead of the configuration
 */
record Limit(long perMinute, long burst, boolean learnt) {

	static final long MINUTE = 60_000_000_000L;

	private static final long ROOM = 200;

	static final Limit NONE = new Limit(0, 0, true);

	boolean exists() {
		return this.perMinute > 0;
	}

	/**
	 * The time in which the quota grows by so many units, rounded up. Where even one unit
	 * takes longer than the burst there is no room for calls that travel faster than the
	 * one before, so it takes a little longer.
	 */
	long cost(long units) {
		long cost = (long) Math.ceil((double) units * MINUTE / this.perMinute);
		return (this.perMinute * this.burst < MINUTE) ? cost + cost / ROOM : cost;
	}

	/**
	 * The units by which the quota grows in a time, rounded down.
	 */
	long units(long nanos) {
		return BigDecimal.valueOf(nanos)
			.multiply(BigDecimal.valueOf(this.perMinute))
			.divide(BigDecimal.valueOf(MINUTE), 0, RoundingMode.FLOOR)
			.longValue();
	}

}
