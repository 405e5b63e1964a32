package io.llmresilience.ratelimit;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ratelimit.LimiterState.Booking;

/**
 * All limits of one provider or one model, and how much of them is used. Immutable,
 * decided with numbers alone; times are nanoseconds of one clock.
 *
 * @param profile what does not change with calls
 * @param buckets the limits per minute
 * @param pace the pace where the provider does not say what it allows
 * @param inFlight the calls in flight
 * @param pause the quiet after a refusal
 * @param backlog what waits
 */
record Scope(Profile profile, Buckets buckets, Pace pace, int inFlight, Pause pause, Backlog backlog) {

	/** Stands for a wait whose end no clock knows. */
	static final long UNTIL_RELEASED = Long.MAX_VALUE;

	/**
	 * Quota that is left unused after a refusal. Without it our books and the provider's
	 * would be empty at the same moment, and every call that overtakes another would be
	 * refused.
	 */
	private static final long SLACK = 250_000_000;

	private static final int EVERYBODY = 1 << Dimension.ALL.size();

	static Scope of(Profile profile, RateLimits limits, long now) {
		return new Scope(profile, Buckets.UNLIMITED, Pace.FREE, 0, Pause.NONE, Backlog.EMPTY).withLimits(limits, now);
	}

	/**
	 * How long a demand has to wait.
	 * @param demand the demand
	 * @param ahead what others take before
	 * @param now the time
	 * @return 0 if it may go, {@link #UNTIL_RELEASED} if all permits are taken
	 */
	long waitFor(Demand demand, Demand ahead, long now) {
		return permitFree() ? waitForQuota(demand, ahead, now) : UNTIL_RELEASED;
	}

	/**
	 * How long a demand has to wait as far as a clock can tell.
	 */
	long waitForQuota(Demand demand, Demand ahead, long now) {
		return Math.max(waitForLimits(demand, ahead, now),
				this.pace.bucket().waitFor(demand.requests(), ahead.requests(), now));
	}

	/**
	 * How long a demand has to wait that nobody is before. A pace is for many callers:
	 * one who asks for one thing after the other is slowed by the provider's answers
	 * already.
	 */
	long waitAlone(Demand demand, long now) {
		return (this.inFlight == 0) ? waitForLimits(demand, Demand.NONE, now) : waitFor(demand, Demand.NONE, now);
	}

	private long waitForLimits(Demand demand, Demand ahead, long now) {
		long wait = this.pause.lasts(now) ? this.pause.until() - now : 0;
		return Math.max(wait, this.buckets.waitFor(demand, ahead, now));
	}

	/**
	 * What refuses a demand, as a set of bits that only {@link #needs} understands.
	 */
	int shortages(Demand demand, long now) {
		int shortages = (permitFree() && !this.pause.lasts(now) && this.pace.bucket().waitFor(1, 0, now) == 0) ? 0
				: EVERYBODY;
		for (Dimension dimension : Dimension.ALL) {
			shortages |= (bucket(dimension).waitFor(dimension.units(demand), 0, now) > 0) ? 1 << dimension.ordinal()
					: 0;
		}
		return shortages;
	}

	static boolean needs(Demand demand, int shortages) {
		if ((shortages & EVERYBODY) != 0) {
			return true;
		}
		for (Dimension dimension : Dimension.ALL) {
			if ((shortages & 1 << dimension.ordinal()) != 0 && dimension.units(demand) > 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Find the configured limit that a demand exceeds, and so always will.
	 */
	@Nullable Dimension exceededBy(Demand demand) {
		for (Dimension dimension : Dimension.ALL) {
			if (bucket(dimension).exceededBy(dimension.units(demand.firm()))) {
				return dimension;
			}
		}
		return null;
	}

	/**
	 * Charge a call.
	 * @param demand what it takes
	 * @param surrounding the limits around these
	 * @param now the time
	 * @return the next state
	 */
	Scope take(Demand demand, Buckets surrounding, long now) {
		boolean unknown = this.buckets == Buckets.UNLIMITED && surrounding == Buckets.UNLIMITED;
		boolean paced = this.profile.learn() && (unknown || this.pace.active());
		return new Scope(this.profile, this.buckets.take(demand, now), paced ? this.pace.sent(now) : this.pace,
				this.inFlight + 1, this.pause, this.backlog);
	}

	/**
	 * End a call: its place is free again, and what it used replaces what it reserved.
	 */
	Scope settle(Demand reserved, Demand actual, long reservedAt, long now) {
		Buckets buckets = this.buckets.settle(reserved, actual, reservedAt, now);
		return new Scope(this.profile, buckets, this.pace, this.inFlight - 1, this.pause, this.backlog);
	}

	/**
	 * Take note of an answer.
	 * @param reservedAt when the answered call was sent
	 * @param now the time
	 * @return the next state
	 */
	Scope answered(long reservedAt, long now) {
		Pace pace = this.pace.answered(reservedAt, now);
		Pause pause = this.pause.answered(reservedAt);
		return (pace == this.pace && pause == this.pause) ? this
				: new Scope(this.profile, this.buckets, pace, this.inFlight, pause, this.backlog);
	}

	/**
	 * Take note that the provider refused a call for its rate. Nobody goes until its
	 * hint, and as much as the refused call takes then. Without a hint, or where known
	 * limits do not keep it from refusing, calls go on more slowly.
	 * @param booking the refused call
	 * @param throttling the refusal
	 * @param known the calls per second that known limits allow
	 * @param now the time
	 * @return the next state
	 */
	Scope throttled(Booking booking, Throttling throttling, double known, long now) {
		boolean knownToBeEnough = throttling.hinted() && known < Double.MAX_VALUE
				&& !this.pause.repeated(booking.at(), now);
		Pace pace = (this.profile.learn() && !knownToBeEnough) ? this.pace.throttled(booking.at(), known, now)
				: this.pace;
		Pause pause = this.pause.after(throttling, booking.at(), this.pace.active(), now);
		Buckets buckets = pause.lasts(now) ? this.buckets.leave(booking.demand(), pause.until() + SLACK)
				: this.buckets.leave(Demand.NONE, now + SLACK);
		return new Scope(this.profile, buckets, pause.lasts(now) ? pace.resume(pause.until()) : pace, this.inFlight,
				pause, this.backlog);
	}

	/**
	 * End a pause and forget the pace.
	 */
	Scope resume(long now) {
		return new Scope(this.profile, this.buckets.each((dimension, bucket) -> bucket.resume(now)), Pace.FREE,
				this.inFlight, Pause.NONE, this.backlog);
	}

	Scope empty(long now) {
		return withBuckets(this.buckets.leave(Demand.NONE, now + SLACK));
	}

	Scope withBacklog(Backlog backlog) {
		return new Scope(this.profile, this.buckets, this.pace, this.inFlight, this.pause, backlog);
	}

	/**
	 * Replace the configured limits. What was learnt stays where nothing is configured,
	 * and what is owed stays owed.
	 */
	Scope withLimits(RateLimits limits, long now) {
		Buckets buckets = this.buckets.each((dimension, bucket) -> {
			Long perMinute = dimension.configured(limits);
			Limit learnt = bucket.limit().learnt() ? bucket.limit() : Limit.NONE;
			return bucket.withLimit((perMinute != null) ? this.profile.limit(perMinute, false) : learnt, now);
		});
		Integer permits = limits.maxConcurrentCalls();
		Profile profile = this.profile.withPermits((permits != null) ? permits : Profile.UNLIMITED);
		return new Scope(profile, buckets, this.pace, this.inFlight, this.pause, this.backlog);
	}

	/**
	 * Take note of what the provider said in the response to a call.
	 */
	Scope learn(ServerLimits limits, Lesson lesson) {
		return withBuckets(this.buckets.each((dimension, bucket) -> lesson.learn(dimension, bucket,
				dimension.announced(limits), this.inFlight - 1, this.profile)));
	}

	private Scope withBuckets(Buckets buckets) {
		return (buckets == this.buckets) ? this
				: new Scope(this.profile, buckets, this.pace, this.inFlight, this.pause, this.backlog);
	}

	boolean permitFree() {
		return this.inFlight < this.profile.permits();
	}

	/**
	 * Return whether a small call could go.
	 */
	boolean open(long now) {
		return waitFor(Demand.of(1, 1), Demand.NONE, now) == 0;
	}

	Limit limit(Dimension dimension) {
		return bucket(dimension).limit();
	}

	Bucket bucket(Dimension dimension) {
		return this.buckets.get(dimension);
	}

	/**
	 * What does not change with calls.
	 *
	 * @param name the provider, or the route
	 * @param permits the calls that may be in flight at once
	 * @param burst the time whose quota may be used at once
	 * @param learn whether the provider's answers matter
	 */
	record Profile(String name, int permits, long burst, boolean learn) {

		static final int UNLIMITED = Integer.MAX_VALUE;

		Profile withPermits(int permits) {
			return new Profile(this.name, permits, this.burst, this.learn);
		}

		Limit limit(long perMinute, boolean learnt) {
			return new Limit(perMinute, this.burst, learnt);
		}

	}

}
