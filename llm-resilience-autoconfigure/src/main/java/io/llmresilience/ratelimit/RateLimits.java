package io.llmresilience.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * What a provider or a model allows. A limit that is not set is learnt from the
 * provider's answers, or does not exist.
 *
 * @param requestsPerMinute Requests per minute.
 * @param tokensPerMinute Input and output tokens per minute together.
 * @param inputTokensPerMinute Input tokens per minute.
 * @param outputTokensPerMinute Output tokens per minute.
 * @param maxConcurrentCalls Calls that may be in flight at once. A streamed call is in
 * flight until its last event.
 */
public record RateLimits(@Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute,
		@Nullable Long inputTokensPerMinute, @Nullable Long outputTokensPerMinute,
		@Nullable Integer maxConcurrentCalls) {

	/**
	 * No limit is known.
	 */
	public static final RateLimits NONE = new RateLimits(null, null, null, null, null);

	/**
	 * A prompt of one word has about so many tokens with its role and the answer's first.
	 */
	public static final long SMALLEST_PROMPT = 10;

	/**
	 * No limit may be larger.
	 */
	public static final long LARGEST = 1_000_000_000_000L;

	public RateLimits {
		check(requestsPerMinute, "requests-per-minute");
		check(tokensPerMinute, "tokens-per-minute");
		check(inputTokensPerMinute, "input-tokens-per-minute");
		check(outputTokensPerMinute, "output-tokens-per-minute");
		check((maxConcurrentCalls != null) ? maxConcurrentCalls.longValue() : null, "max-concurrent-calls");
	}

	/**
	 * Return the smallest value that a limit may have.
	 * @param name the limit, as in the configuration
	 * @return a prompt's tokens for those that count them, else one
	 */
	public static long smallest(String name) {
		return switch (name) {
			case "tokens-per-minute", "input-tokens-per-minute" -> SMALLEST_PROMPT;
			default -> 1;
		};
	}

	private static void check(@Nullable Long value, String name) {
		long smallest = smallest(name);
		if (value != null && (value < smallest || value > LARGEST)) {
			throw new IllegalArgumentException("'rate-limit." + name + "' must be between " + smallest + " and "
					+ LARGEST + ", but is " + value + "; leave it out for no limit");
		}
	}

	/**
	 * Return these limits with their gaps filled from others.
	 * @param other where missing limits come from
	 * @return the merged limits
	 */
	public RateLimits orElse(RateLimits other) {
		return new RateLimits(or(this.requestsPerMinute, other.requestsPerMinute),
				or(this.tokensPerMinute, other.tokensPerMinute),
				or(this.inputTokensPerMinute, other.inputTokensPerMinute),
				or(this.outputTokensPerMinute, other.outputTokensPerMinute),
				(this.maxConcurrentCalls != null) ? this.maxConcurrentCalls : other.maxConcurrentCalls);
	}

	private static @Nullable Long or(@Nullable Long value, @Nullable Long other) {
		return (value != null) ? value : other;
	}

}
