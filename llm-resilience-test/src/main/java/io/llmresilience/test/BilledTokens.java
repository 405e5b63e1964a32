package io.llmresilience.test;

/**
 * Token counts a provider charges for.
 *
 * @param input tokens of the whole prompt, cached ones included
 * @param cached the part of the prompt that was read from the provider's cache
 * @param cacheWritten the part of the prompt that was written to the provider's cache
 * @param output tokens that were produced, reasoning included
 * @param reasoning the part of the output that was reasoning
 */
public record BilledTokens(long input, long cached, long cacheWritten, long output, long reasoning) {

	/**
	 * No tokens at all.
	 */
	public static final BilledTokens NONE = new BilledTokens(0, 0, 0, 0, 0);

	/**
	 * Adds other counts to these.
	 * @param other the other counts
	 * @return the sums
	 */
	public BilledTokens plus(BilledTokens other) {
		return new BilledTokens(this.input + other.input, this.cached + other.cached,
				this.cacheWritten + other.cacheWritten, this.output + other.output, this.reasoning + other.reasoning);
	}

	/**
	 * Returns these counts for less output; the reasoning was produced first.
	 */
	BilledTokens withOutput(long output) {
		return new BilledTokens(this.input, this.cached, this.cacheWritten, output, Math.min(this.reasoning, output));
	}

}
