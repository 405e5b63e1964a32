package io.llmresilience;

import org.jspecify.annotations.Nullable;

/**
 * The tokens that a provider counted. A number it did not give is {@code null}, which
 * means unknown and never zero.
 *
 * @param inputTokens the whole prompt, cached part included, whatever the provider's own
 * rule
 * @param outputTokens what was produced, reasoning included
 * @param cachedInputTokens the part of the prompt read from the provider's cache
 * @param cacheWriteTokens the part of the prompt written to the provider's cache
 * @param reasoningTokens the part of the output that was reasoning
 * @param hourCacheWriteTokens the part of what was written to the cache that stays there
 * for an hour
 */
public record Usage(@Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable Long cachedInputTokens,
		@Nullable Long cacheWriteTokens, @Nullable Long reasoningTokens, @Nullable Long hourCacheWriteTokens) {

	/**
	 * Nothing is known.
	 */
	public static final Usage UNKNOWN = new Usage(null, null, null, null, null);

	/**
	 * Create the usage of a provider whose cache keeps everything for the same time.
	 * @param inputTokens the whole prompt
	 * @param outputTokens what was produced
	 * @param cachedInputTokens the part of the prompt read from the provider's cache
	 * @param cacheWriteTokens the part of the prompt written to the provider's cache
	 * @param reasoningTokens the part of the output that was reasoning
	 */
	public Usage(@Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable Long cachedInputTokens,
			@Nullable Long cacheWriteTokens, @Nullable Long reasoningTokens) {
		this(inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens, null);
	}

	/**
	 * Return this usage with its gaps filled from another one.
	 * @param other where missing numbers come from
	 * @return the merged usage
	 */
	public Usage orElse(Usage other) {
		return new Usage(or(this.inputTokens, other.inputTokens), or(this.outputTokens, other.outputTokens),
				or(this.cachedInputTokens, other.cachedInputTokens), or(this.cacheWriteTokens, other.cacheWriteTokens),
				or(this.reasoningTokens, other.reasoningTokens),
				or(this.hourCacheWriteTokens, other.hourCacheWriteTokens));
	}

	private static @Nullable Long or(@Nullable Long value, @Nullable Long other) {
		return (value != null) ? value : other;
	}

}
