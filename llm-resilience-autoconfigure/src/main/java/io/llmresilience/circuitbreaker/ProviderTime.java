package io.llmresilience.circuitbreaker;

import java.time.Duration;

/**
 * The time that a provider is given before its silence counts against it. What a caller
 * in a hurry cuts shorter says nothing about the provider.
 *
 * @param firstToken until the first content
 * @param idle between two pieces of content
 * @param attempt until the end
 */
public record ProviderTime(Duration firstToken, Duration idle, Duration attempt) {

	/**
	 * Clocks and threads do not agree to the last bit.
	 */
	private static final double ALMOST = 0.95;

	boolean wasGiven(long sinceStart, long sinceContent, boolean content) {
		return reached(sinceStart, this.attempt)
				|| (content ? reached(sinceContent, this.idle) : reached(sinceStart, this.firstToken));
	}

	private static boolean reached(long nanos, Duration limit) {
		return nanos >= limit.toNanos() * ALMOST;
	}

}
