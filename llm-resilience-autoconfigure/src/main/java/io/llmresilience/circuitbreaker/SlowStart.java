package io.llmresilience.circuitbreaker;

import java.time.Duration;

/**
 * How the share of calls grows that a recovered route is given, decided with numbers
 * alone.
 *
 * @param length nanoseconds until it has all of them
 */
record SlowStart(long length) {

	static final SlowStart NONE = new SlowStart(0);

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private static final double FIRST_SHARE = 0.25;

	static SlowStart after(Duration openFor) {
		return new SlowStart(Math.min(2 * openFor.toNanos(), LONGEST.toNanos()));
	}

	/**
	 * Return the share of calls.
	 * @param elapsed nanoseconds since the recovery
	 * @return the share, 1 for all
	 */
	double share(long elapsed) {
		if (elapsed >= this.length) {
			return 1;
		}
		return FIRST_SHARE + (1 - FIRST_SHARE) * elapsed / this.length;
	}

}
