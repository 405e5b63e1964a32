package io.llmresilience.circuitbreaker;

import java.time.Duration;

/**
 * How long a circuit stays open, decided with numbers alone.
 *
 * @param first the longest time at first
 * @param most the longest time after many failed probes
 */
record OpenTime(Duration first, Duration most) {

	/**
	 * Failed probes in a row that the time does not grow with.
	 */
	private static final int PATIENCE = 3;

	private static final double SHORTEST_PART = 0.75;

	/**
	 * Return the time until the next probe.
	 * @param failedProbes how often probing has failed since the circuit was closed
	 * @param random a number from 0 to 1
	 * @return the time in nanoseconds
	 */
	long nanos(int failedProbes, double random) {
		double longest = this.first.toNanos() * Math.pow(2, Math.max(0, failedProbes - PATIENCE));
		double part = SHORTEST_PART + (1 - SHORTEST_PART) * random;
		return (long) (Math.min(longest, this.most.toNanos()) * part);
	}

}
