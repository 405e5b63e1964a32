package io.llmresilience.ratelimit;

import org.jspecify.annotations.Nullable;

import io.llmresilience.Usage;

/**
 * How a provider counts tokens against its limits.
 */
public enum TokenCounting {

	/**
	 * The prompt and the most tokens that the answer may have count when the request
	 * comes in, and nothing is given back. So OpenAI and most that speak its dialect;
	 * cached input counts too.
	 */
	AT_ADMISSION(1),

	/**
	 * The prompt counts without what was read from the cache, and the answer's tokens
	 * count as they are produced; announced remainders are rounded to thousands. So
	 * Anthropic.
	 */
	AS_PRODUCED(1000);

	private final long rounding;

	TokenCounting(long rounding) {
		this.rounding = rounding;
	}

	/**
	 * Say what a call takes before it is sent.
	 * @param inputTokens the estimated prompt
	 * @param maxTokens the most tokens that the answer may have
	 * @param expectedOutput the tokens that the answer will probably have
	 * @return the demand to reserve
	 */
	public Demand demand(long inputTokens, long maxTokens, long expectedOutput) {
		return (this == AT_ADMISSION) ? new Demand(1, inputTokens, maxTokens, true)
				: new Demand(1, inputTokens, Math.min(maxTokens, expectedOutput), false);
	}

	/**
	 * Say what a call has taken. What the provider did not report stays as it was
	 * reserved.
	 */
	Demand charge(Demand reserved, Usage actual) {
		long input = or(actual.inputTokens(), reserved.inputTokens());
		if (this == AT_ADMISSION) {
			return new Demand(reserved.requests(), input, reserved.outputTokens(), true);
		}
		long cached = (actual.inputTokens() != null) ? or(actual.cachedInputTokens(), 0) : 0;
		return new Demand(reserved.requests(), Math.max(input - cached, 0),
				or(actual.outputTokens(), reserved.outputTokens()), false);
	}

	/**
	 * The most that may be left when the provider says so much is left.
	 */
	long upperBound(Dimension dimension, long remaining) {
		boolean rounded = dimension != Dimension.REQUESTS && this.rounding > 1 && remaining % this.rounding == 0;
		return rounded ? remaining + this.rounding / 2 : remaining;
	}

	private static long or(@Nullable Long value, long other) {
		return (value != null) ? Math.max(value, 0) : other;
	}

}
