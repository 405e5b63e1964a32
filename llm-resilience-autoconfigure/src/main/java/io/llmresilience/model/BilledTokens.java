package io.llmresilience.model;

import org.jspecify.annotations.Nullable;

import io.llmresilience.Usage;

/**
 * The tokens of one attempt by what is paid for them. Parts that do not fit the prompt
 * they are said to be parts of are paid beside it.
 *
 * @param uncached the prompt outside the cache
 * @param cached what was read from the cache
 * @param written what was written to the cache for the usual time
 * @param writtenForAnHour what was written to the cache for an hour
 * @param output the answer, reasoning included
 */
record BilledTokens(long uncached, long cached, long written, long writtenForAnHour, long output) {

	/** More than anybody sends; sums of such numbers cannot overflow. */
	private static final long MOST = 1_000_000_000_000_000L;

	static @Nullable BilledTokens of(Usage usage) {
		Long input = sane(usage.inputTokens());
		Long output = sane(usage.outputTokens());
		if (input == null || output == null) {
			return null;
		}
		long cached = zeroIfNull(sane(usage.cachedInputTokens()));
		long written = zeroIfNull(sane(usage.cacheWriteTokens()));
		long hour = zeroIfNull(sane(usage.hourCacheWriteTokens()));
		written = Math.max(written, hour);
		return new BilledTokens(Math.max(input - cached - written, 0), cached, written - hour, hour, output);
	}

	/**
	 * Return the whole prompt, whose length decides which rates are paid.
	 */
	long prompt() {
		return this.uncached + this.cached + this.written + this.writtenForAnHour;
	}

	private static @Nullable Long sane(@Nullable Long count) {
		return (count != null && count >= 0 && count <= MOST) ? count : null;
	}

	private static long zeroIfNull(@Nullable Long count) {
		return (count != null) ? count : 0;
	}

}
