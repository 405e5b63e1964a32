package io.llmresilience.ratelimit;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A provider's refusal of one call for its rate.
 *
 * @param hint after how many nanoseconds it may be asked again, 0 without a hint
 * @param wholeProvider whether it meant all models of the account
 * @param spread from 0 to 1, so that processes that were refused together do not come
 * back together
 */
record Throttling(long hint, boolean wholeProvider, double spread) {

	/** Providers name a day or more when they mean that somebody should pay. */
	private static final Duration LONGEST_HINT = Duration.ofHours(1);

	private static final double MOST_ON_TOP_OF_A_HINT = 0.1;

	private static final double MOST_OFF_AN_OWN_PAUSE = 0.25;

	static Throttling of(@Nullable Duration hint, boolean wholeProvider, double spread) {
		Duration least = (hint != null && hint.compareTo(LONGEST_HINT) > 0) ? LONGEST_HINT : hint;
		return new Throttling((least != null) ? Math.max(least.toNanos(), 0) : 0, wholeProvider, spread);
	}

	boolean hinted() {
		return this.hint > 0;
	}

	/**
	 * When the provider may be asked again. Its hint is a minimum.
	 */
	long end(long now) {
		return now + (long) (this.hint * (1 + MOST_ON_TOP_OF_A_HINT * this.spread));
	}

	/**
	 * Spread a pause of our own.
	 */
	long spread(long pause) {
		return (long) (pause * (1 - MOST_OFF_AN_OWN_PAUSE * this.spread));
	}

}
