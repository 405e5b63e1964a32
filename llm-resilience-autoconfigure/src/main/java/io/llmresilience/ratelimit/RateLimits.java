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

	private static final long LARGEST = 1_000_000_000_000L;

	public RateLimits {
		between(requestsPerMinute, 1, "requests-per-minute");
		between(tokensPerMinute, SMALLEST_PROMPT, "tokens-per-minute");
		between(inputTokensPerMinute, SMALLEST_PROMPT, "input-tokens-per-minute");
		between(outputTokensPerMinute, 1, "output-tokens-per-minute");
		between((maxConcurrentCalls != null) ? maxConcurrentCalls.longValue() : null, 1, "max-concurrent-calls");
	}

	private static void between(@Nullable Long value, long smallest, String name) {
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
