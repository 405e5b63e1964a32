package io.llmresilience.test;

import java.time.Duration;

/**
 * The limits of a simulated account; 0 stands for no limit.
 */
record RateLimits(int requestsPerMinute, int tokensPerMinute, int outputTokensPerMinute, Duration burst,
		boolean headers, int maxConcurrent) {

	static final RateLimits NONE = new RateLimits(0, 0, 0, Duration.ofMinutes(1), true, 0);

	RateLimits withRates(int requestsPerMinute, int tokensPerMinute) {
		return new RateLimits(requestsPerMinute, tokensPerMinute, this.outputTokensPerMinute, this.burst, this.headers,
				this.maxConcurrent);
	}

	RateLimits withOutputTokensPerMinute(int outputTokensPerMinute) {
		return new RateLimits(this.requestsPerMinute, this.tokensPerMinute, outputTokensPerMinute, this.burst,
				this.headers, this.maxConcurrent);
	}

	RateLimits withBurst(Duration burst) {
		return new RateLimits(this.requestsPerMinute, this.tokensPerMinute, this.outputTokensPerMinute, burst,
				this.headers, this.maxConcurrent);
	}

	RateLimits withoutHeaders() {
		return new RateLimits(this.requestsPerMinute, this.tokensPerMinute, this.outputTokensPerMinute, this.burst,
				false, this.maxConcurrent);
	}

	RateLimits withMaxConcurrent(int maxConcurrent) {
		return new RateLimits(this.requestsPerMinute, this.tokensPerMinute, this.outputTokensPerMinute, this.burst,
				this.headers, maxConcurrent);
	}

}
