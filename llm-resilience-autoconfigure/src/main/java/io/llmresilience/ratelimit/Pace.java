package io.llmresilience.ratelimit;

/**
 * A pace of requests for a provider that refuses calls without saying what it allows. It
 * begins with the first refusal, falls to 0.7 of what was sent with every further one,
 * and grows along a cubic curve: fast towards the rate at which the refusal came, slowly
 * around it, fast again beyond. These are the figures of the AWS SDKs' adaptive retry
 * mode, except that the curve runs over answered calls instead of seconds, so that the
 * share of refused calls is the same at every rate. Times are nanoseconds.
 *
 * @param bucket the present pace, unlimited until the first refusal
 * @param peak the rate per second at which the last refusal came
 * @param grown the calls answered since
 * @param throttledAt when that was
 * @param meter the rate at which requests are sent
 */
record Pace(Bucket bucket, double peak, int grown, long throttledAt, Meter meter) {

	static final Pace FREE = new Pace(Bucket.UNLIMITED, 0, 0, 0, Meter.IDLE);

	private static final long SECOND = 1_000_000_000L;

	private static final double DECREASE = 0.7;

	private static final double SLOWEST = 0.5;

	private static final double FASTEST_GROWTH = 2;

	/** Calls after which the rate of the last refusal is reached again. */
	private static final double RECOVERY = 50;

	/** How much longer than a burst it has to be quiet before. */
	private static final long QUIET_PER_BURST = 12;

	private static final long FORGOTTEN = 10 * Limit.MINUTE;

	Pace sent(long now) {
		return new Pace(this.bucket.take(1, now), this.peak, this.grown, this.throttledAt, this.meter.sent(now));
	}

	/**
	 * Slow down, once for all requests that were sent before the last time.
	 * @param reservedAt when the refused request was sent
	 * @param known the rate per second that known limits allow
	 * @param now the time
	 * @return the slower pace
	 */
	Pace throttled(long reservedAt, double known, long now) {
		if (active() && reservedAt < this.throttledAt) {
			return this;
		}
		double sent = (this.meter != Meter.IDLE) ? this.meter.rate(now) : known;
		double peak = Math.min(active() ? Math.min(rate(), sent) : sent, known);
		Bucket bucket = this.bucket.withPace(limit(Math.max(peak * DECREASE, SLOWEST), 0), now);
		return new Pace(bucket.leave(0, now), peak, 0, now, this.meter);
	}

	/**
	 * Speed up, unless the calls do not even need the present pace. With the time that
	 * passes without a refusal, more calls may go at once after a quiet period, and in
	 * the end all of them.
	 */
	Pace answered(long reservedAt, long now) {
		long quiet = now - this.throttledAt;
		if (!active() || reservedAt < this.throttledAt) {
			return this;
		}
		if (quiet > FORGOTTEN && this.bucket.arrival() <= now) {
			return new Pace(Bucket.UNLIMITED, 0, 0, this.throttledAt, this.meter);
		}
		double ceiling = FASTEST_GROWTH * this.meter.rate(now);
		boolean needed = ceiling > rate();
		int grown = needed ? this.grown + 1 : this.grown;
		Limit limit = limit(needed ? Math.max(rate(), Math.min(curve(grown), ceiling)) : rate(), quiet);
		boolean same = grown == this.grown && limit.equals(this.bucket.limit());
		return same ? this : new Pace(this.bucket.withPace(limit, now), this.peak, grown, this.throttledAt, this.meter);
	}

	private double curve(int grown) {
		double x = grown / RECOVERY - 1;
		return Math.max(this.peak, SLOWEST) * (1 + (1 - DECREASE) * x * x * x);
	}

	/**
	 * Let nobody go before a time, and one call then.
	 */
	Pace resume(long time) {
		return active() ? new Pace(this.bucket.oneAt(time), this.peak, this.grown, this.throttledAt, this.meter) : this;
	}

	boolean active() {
		return this.bucket.limit().exists();
	}

	/**
	 * Requests per second.
	 */
	double rate() {
		return this.bucket.limit().perMinute() / 60.0;
	}

	private static Limit limit(double perSecond, long quiet) {
		long burst = Math.min(Math.max(quiet / QUIET_PER_BURST / SECOND * SECOND, SECOND), Limit.MINUTE);
		return new Limit(Math.max((long) (perSecond * 60), 1), burst, true);
	}

	/**
	 * Measures a rate in windows of half a second, smoothed.
	 *
	 * @param smoothed the rate per second up to the window
	 * @param since when the window began
	 * @param count what was sent in it
	 */
	record Meter(double smoothed, long since, int count) {

		static final Meter IDLE = new Meter(0, 0, 0);

		private static final long WINDOW = SECOND / 2;

		private static final double SMOOTHING = 0.8;

		Meter sent(long now) {
			return (now - this.since < WINDOW) ? new Meter(this.smoothed, this.since, this.count + 1)
					: new Meter(closed(now), now, 1);
		}

		double rate(long now) {
			return Math.max(closed(now), (now - this.since < WINDOW) ? this.smoothed : 0);
		}

		private double closed(long now) {
			double seconds = (double) Math.max(now - this.since, WINDOW) / SECOND;
			return SMOOTHING * this.count / seconds + (1 - SMOOTHING) * this.smoothed;
		}

	}

}
