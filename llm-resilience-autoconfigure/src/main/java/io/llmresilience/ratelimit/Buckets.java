package io.llmresilience.ratelimit;

/**
 * One bucket for each {@link Dimension}. Immutable; a step that changes nothing returns
 * the same object.
 *
 * @param requests for requests
 * @param tokens for all tokens
 * @param input for input tokens
 * @param output for output tokens
 */
record Buckets(Bucket requests, Bucket tokens, Bucket input, Bucket output) {

	static final Buckets UNLIMITED = new Buckets(Bucket.UNLIMITED, Bucket.UNLIMITED, Bucket.UNLIMITED,
			Bucket.UNLIMITED);

	Bucket get(Dimension dimension) {
		return switch (dimension) {
			case REQUESTS -> this.requests;
			case TOKENS -> this.tokens;
			case INPUT_TOKENS -> this.input;
			case OUTPUT_TOKENS -> this.output;
		};
	}

	long waitFor(Demand demand, Demand ahead, long now) {
		if (this == UNLIMITED) {
			return 0;
		}
		long requests = this.requests.waitFor(demand.requests(), ahead.requests(), now);
		long tokens = this.tokens.waitFor(demand.tokens(), ahead.tokens(), now);
		long input = this.input.waitFor(demand.inputTokens(), ahead.inputTokens(), now);
		long output = this.output.waitFor(demand.outputTokens(), ahead.outputTokens(), now);
		return Math.max(Math.max(requests, tokens), Math.max(input, output));
	}

	/**
	 * Return whether what is certain of a demand is larger than a configured limit.
	 */
	boolean exceededBy(Demand demand) {
		if (this == UNLIMITED) {
			return false;
		}
		Demand firm = demand.firm();
		return this.requests.exceededBy(firm.requests()) || this.tokens.exceededBy(firm.tokens())
				|| this.input.exceededBy(firm.inputTokens()) || this.output.exceededBy(firm.outputTokens());
	}

	/**
	 * The calls of one kind that the limits allow in a second.
	 */
	double callsPerSecond(Demand demand) {
		double calls = Double.MAX_VALUE;
		for (Dimension dimension : Dimension.ALL) {
			Limit limit = get(dimension).limit();
			boolean counts = limit.exists() && dimension.units(demand) > 0;
			calls = counts ? Math.min(calls, limit.perMinute() / 60.0 / dimension.units(demand)) : calls;
		}
		return calls;
	}

	Buckets take(Demand demand, long now) {
		return (this == UNLIMITED) ? this
				: with(this.requests.take(demand.requests(), now), this.tokens.take(demand.tokens(), now),
						this.input.take(demand.inputTokens(), now), this.output.take(demand.outputTokens(), now));
	}

	Buckets settle(Demand reserved, Demand actual, long reservedAt, long now) {
		return (this == UNLIMITED) ? this
				: with(this.requests.settle(reserved.requests(), actual.requests(), reservedAt, now),
						this.tokens.settle(reserved.tokens(), actual.tokens(), reservedAt, now),
						this.input.settle(reserved.inputTokens(), actual.inputTokens(), reservedAt, now),
						this.output.settle(reserved.outputTokens(), actual.outputTokens(), reservedAt, now));
	}

	/**
	 * Leave no more than a demand at a time, and nothing before.
	 */
	Buckets leave(Demand demand, long time) {
		return with(this.requests.leave(demand.requests(), time), this.tokens.leave(demand.tokens(), time),
				this.input.leave(demand.inputTokens(), time), this.output.leave(demand.outputTokens(), time));
	}

	Buckets each(Change change) {
		return with(change.apply(Dimension.REQUESTS, this.requests), change.apply(Dimension.TOKENS, this.tokens),
				change.apply(Dimension.INPUT_TOKENS, this.input), change.apply(Dimension.OUTPUT_TOKENS, this.output));
	}

	private Buckets with(Bucket requests, Bucket tokens, Bucket input, Bucket output) {
		boolean same = requests == this.requests && tokens == this.tokens && input == this.input
				&& output == this.output;
		return same ? this : new Buckets(requests, tokens, input, output);
	}

	interface Change {

		Bucket apply(Dimension dimension, Bucket bucket);

	}

}
