package io.llmresilience.model;

/**
 * A moving average and the mean deviation from it, as TCP keeps for round trips (RFC
 * 6298). Immutable.
 *
 * @param mean the average
 * @param deviation the mean deviation
 */
public record Average(double mean, double deviation) {

	private static final double GAIN = 1 / 8.0;

	private static final double DEVIATION_GAIN = 1 / 4.0;

	/**
	 * Return the average after one more sample.
	 * @param sample the sample
	 * @return the new average
	 */
	public Average with(double sample) {
		double error = sample - this.mean;
		return new Average(this.mean + GAIN * error,
				this.deviation + DEVIATION_GAIN * (Math.abs(error) - this.deviation));
	}

	/**
	 * Return the average after one more sample that {@link #safe()} must not be below.
	 * @param sample the sample
	 * @return the new average
	 */
	public Average covering(double sample) {
		Average next = with(sample);
		return new Average(next.mean, Math.max(next.deviation, sample - next.mean));
	}

	/**
	 * Return a value that most samples do not exceed.
	 * @return the average and the mean deviation
	 */
	public double safe() {
		return this.mean + this.deviation;
	}

}
