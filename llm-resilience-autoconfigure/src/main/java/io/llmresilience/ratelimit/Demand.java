package io.llmresilience.ratelimit;

/**
 * What a call takes of a rate limit. Immutable.
 *
 * @param requests requests, usually 1
 * @param inputTokens tokens of the prompt, not negative
 * @param outputTokens tokens of the answer, not negative
 * @param outputReserved whether the provider counts these output tokens before it
 * answers; otherwise they are an expectation, which never makes a call too large
 */
public record Demand(long requests, long inputTokens, long outputTokens, boolean outputReserved) {

	static final Demand NONE = new Demand(0, 0, 0, true);

	public Demand {
		if (requests < 0 || inputTokens < 0 || outputTokens < 0) {
			throw new IllegalArgumentException("'requests', 'inputTokens' and 'outputTokens' must not be negative, "
					+ "but are " + requests + ", " + inputTokens + " and " + outputTokens);
		}
	}

	/**
	 * Create the demand of one request.
	 * @param inputTokens tokens of the prompt
	 * @param outputTokens tokens that the provider reserves for the answer, 0 where there
	 * is none, as with embeddings
	 * @return the demand
	 */
	public static Demand of(long inputTokens, long outputTokens) {
		return new Demand(1, inputTokens, outputTokens, true);
	}

	long tokens() {
		return this.inputTokens + this.outputTokens;
	}

	Demand plus(Demand other) {
		return new Demand(this.requests + other.requests, this.inputTokens + other.inputTokens,
				this.outputTokens + other.outputTokens, true);
	}

	Demand minus(Demand other) {
		return new Demand(this.requests - other.requests, this.inputTokens - other.inputTokens,
				this.outputTokens - other.outputTokens, true);
	}

	/**
	 * What is certain before the answer comes.
	 */
	Demand firm() {
		return this.outputReserved ? this : new Demand(this.requests, this.inputTokens, 0, false);
	}

	/**
	 * What a request takes that the provider refused.
	 */
	Demand withoutTokens() {
		return new Demand(this.requests, 0, 0, this.outputReserved);
	}

}
