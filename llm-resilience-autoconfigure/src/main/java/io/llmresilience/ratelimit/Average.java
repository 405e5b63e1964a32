package io.llmresilience.ratelimit;

/**
 * A moving average and the mean deviation from it, as TCP keeps for round trips (RFC
 * 6298). Immutable.
 *
 * @param mean the average
 * @param deviation the mean deviation
 */
record Average(double mean, double deviation) {

	private static final double GAIN = 1 / 8.0;

	private static final double DEVIATION_GAIN = 1 / 4.0;

	Average with(double sample) {
		double error = sample - this.mean;
		return new Average(this.mean + GAIN * error,
				this.deviation + DEVIATION_GAIN * (Math.abs(error) - this.deviation));
	}

	/**
	 * A value that most samples do not exceed.
	 */
	double safe() {
		return this.mean + this.deviation;
	}

}
