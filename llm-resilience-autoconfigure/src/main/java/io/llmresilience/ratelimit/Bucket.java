package io.llmresilience.ratelimit;

/**
 * One limit and how much of it is used: the generic cell rate algorithm, decided with
 * numbers alone. Times are nanoseconds of one clock.
 *
 * @param limit the limit
 * @param arrival the theoretical arrival time: when the bucket is full again
 * @param busySince when the bucket was last found full; what was reserved before that has
 * been refilled since and is not returned
 * @param correctedAt when the provider last corrected it
 * @param correction by how much
 */
record Bucket(Limit limit, long arrival, long busySince, long correctedAt, long correction) {

	static final Bucket UNLIMITED = new Bucket(Limit.NONE, 0, 0, Long.MIN_VALUE, 0);

	static Bucket full(Limit limit, long now) {
		return new Bucket(limit, now, now, Long.MIN_VALUE, 0);
	}

	/**
	 * How long a demand has to wait. One that is larger than the burst waits until the
	 * bucket is full and then goes as a debt.
	 * @param units the demand
	 * @param ahead what others take before
	 * @param now the time
	 * @return 0 if it may go
	 */
	long waitFor(long units, long ahead, long now) {
		if (!this.limit.exists() || units == 0) {
			return 0;
		}
		long debt = Math.max(this.arrival - now, 0) + ((ahead != 0) ? this.limit.cost(ahead) : 0);
		return Math.max(debt - Math.max(this.limit.burst() - this.limit.cost(units), 0), 0);
	}

	/**
	 * Return whether a demand is larger than a configured limit, and so always will be.
	 */
	boolean exceededBy(long units) {
		return units > this.limit.perMinute() && this.limit.exists() && !this.limit.learnt();
	}

	/**
	 * Charge a demand, as a debt if it does not fit.
	 */
	Bucket take(long units, long now) {
		return (this.limit.exists() && units > 0) ? charged(this.limit.cost(units), now) : this;
	}

	/**
	 * Replace what was reserved by what was used.
	 */
	Bucket settle(long reserved, long actual, long reservedAt, long now) {
		if (!this.limit.exists() || reserved == actual) {
			return this;
		}
		long difference = this.limit.cost(actual) - this.limit.cost(reserved);
		if (difference > 0) {
			return charged(difference, now);
		}
		return (reservedAt >= this.busySince) ? withArrival(this.arrival + difference) : this;
	}

	private Bucket charged(long cost, long now) {
		boolean full = this.arrival <= now;
		return new Bucket(this.limit, (full ? now : this.arrival) + cost, full ? now : this.busySince, this.correctedAt,
				this.correction);
	}

	/**
	 * Leave no more than some units at a time, and nothing before.
	 */
	Bucket leave(long units, long time) {
		if (!this.limit.exists()) {
			return this;
		}
		long left = Math.min(this.limit.cost(units), this.limit.burst());
		return withArrival(Math.max(this.arrival, time + this.limit.burst() - left));
	}

	/**
	 * Have one unit at a time, whatever was there before.
	 */
	Bucket oneAt(long time) {
		return withArrival(time + Math.max(this.limit.burst() - this.limit.cost(1), 0));
	}

	/**
	 * Let calls go again after it was to be empty until later.
	 */
	Bucket resume(long now) {
		return (this.arrival > now + this.limit.burst()) ? withArrival(now + this.limit.burst()) : this;
	}

	/**
	 * Replace the limit. What is left stays left.
	 */
	Bucket withPace(Limit limit, long now) {
		double left = this.limit.exists() ? this.limit.burst() - Math.max(this.arrival - now, 0) : 0;
		double units = left * this.limit.perMinute() / limit.perMinute();
		long arrival = now + limit.burst() - (long) Math.min(units, limit.burst());
		return new Bucket(limit, arrival, now, this.correctedAt, this.correction);
	}

	/**
	 * Replace the limit. What is owed stays owed.
	 */
	Bucket withLimit(Limit limit, long now) {
		if (limit.equals(this.limit)) {
			return this;
		}
		if (!limit.exists()) {
			return UNLIMITED;
		}
		if (!this.limit.exists() || this.arrival <= now) {
			return full(limit, now);
		}
		double scale = (double) this.limit.perMinute() / limit.perMinute();
		long arrival = now + (long) Math.ceil((this.arrival - now) * scale);
		return new Bucket(limit, arrival, this.busySince, this.correctedAt, this.correction);
	}

	/**
	 * Take a limit that the provider announced.
	 * @param limit the limit
	 * @param remaining the units that are probably left of it, none if negative
	 * @param now the time
	 * @return the bucket with not more than that
	 */
	static Bucket learnt(Limit limit, long remaining, long now) {
		long left = Math.min(limit.cost(Math.max(remaining, 0)), limit.burst());
		return new Bucket(limit, now + limit.burst() - left, now, now, 0);
	}

	/**
	 * Correct the books when the provider had less left than they said. A correction that
	 * was made after the request was sent is not made twice; of several the largest
	 * counts.
	 * @param remaining the most that the provider had left
	 * @param books what we thought was left when the request was sent
	 * @param reservedAt when that was
	 * @param now the time
	 * @return the corrected bucket
	 */
	Bucket corrected(long remaining, long books, long reservedAt, long now) {
		if (remaining >= books) {
			return this;
		}
		long correction = this.limit.cost(books - remaining);
		boolean again = reservedAt < this.correctedAt;
		long more = again ? correction - this.correction : correction;
		if (more <= 0) {
			return this;
		}
		long arrival = Math.max(this.arrival, now) + more;
		return new Bucket(this.limit, arrival, this.busySince, again ? this.correctedAt : now, correction);
	}

	/**
	 * How many units may go at once; negative for a debt.
	 */
	long available(long now) {
		long debt = Math.max(this.arrival - now, 0);
		long units = this.limit.units(this.limit.burst() - debt);
		return (debt == 0) ? Math.max(units, 1) : units;
	}

	private Bucket withArrival(long arrival) {
		return new Bucket(this.limit, arrival, this.busySince, this.correctedAt, this.correction);
	}

}
