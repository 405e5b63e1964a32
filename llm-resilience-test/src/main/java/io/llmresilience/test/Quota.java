package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;

/**
 * What is left of an account's limits: the buckets of requests, tokens (the prompt's in
 * the Anthropic dialect) and output tokens. A limit of 0 is a bucket nobody looks at.
 */
record Quota(RateLimits limits, TokenBucket requests, TokenBucket tokens, TokenBucket output) {

	static Quota full(RateLimits limits, Instant now) {
		return new Quota(limits, TokenBucket.full(limits.requestsPerMinute(), limits.burst(), now),
				TokenBucket.full(limits.tokensPerMinute(), limits.burst(), now),
				TokenBucket.full(limits.outputTokensPerMinute(), limits.burst(), now));
	}

	Quota refilled(Instant now) {
		return new Quota(this.limits, this.requests.refilled(now), this.tokens.refilled(now),
				this.output.refilled(now));
	}

	Quota take(int requests, int tokens, int output) {
		return new Quota(this.limits, this.requests.take(requests), this.tokens.take(tokens), this.output.take(output));
	}

	Shortage shortage(int tokens) {
		if (limitsTokens() && !this.tokens.couldEverHave(tokens)) {
			return Shortage.TOO_LARGE;
		}
		if (limitsRequests() && !this.requests.has(1)) {
			return Shortage.REQUESTS;
		}
		if (limitsTokens() && !this.tokens.has(tokens)) {
			return Shortage.TOKENS;
		}
		return (limitsOutput() && !this.output.has(1)) ? Shortage.OUTPUT : Shortage.NONE;
	}

	Duration waitFor(Shortage shortage, int tokens) {
		return switch (shortage) {
			case NONE, TOO_LARGE -> Duration.ZERO;
			case REQUESTS -> this.requests.untilHas(1);
			case TOKENS -> this.tokens.untilHas(tokens);
			case OUTPUT -> this.output.untilHas(1);
		};
	}

	boolean limitsRequests() {
		return this.limits.requestsPerMinute() > 0;
	}

	boolean limitsTokens() {
		return this.limits.tokensPerMinute() > 0;
	}

	boolean limitsOutput() {
		return this.limits.outputTokensPerMinute() > 0;
	}

	/**
	 * What a request lacks.
	 */
	enum Shortage {

		NONE, TOO_LARGE, REQUESTS, TOKENS, OUTPUT

	}

}
