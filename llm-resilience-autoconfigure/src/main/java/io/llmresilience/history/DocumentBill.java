package io.llmresilience.history;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;
import io.llmresilience.Usage;

/**
 * What several answers took together. What is unknown of one is unknown of all.
 *
 * @param usage the tokens
 * @param cost the money in USD, {@code null} if unknown
 */
record DocumentBill(Usage usage, @Nullable BigDecimal cost) {

	static final DocumentBill EMPTY = new DocumentBill(new Usage(0L, 0L, 0L, 0L, 0L), BigDecimal.ZERO);

	DocumentBill plus(ChatResponse response) {
		Usage one = this.usage;
		Usage other = response.usage();
		return new DocumentBill(new Usage(sum(one.inputTokens(), other.inputTokens()),
				sum(one.outputTokens(), other.outputTokens()), sum(one.cachedInputTokens(), other.cachedInputTokens()),
				sum(one.cacheWriteTokens(), other.cacheWriteTokens()),
				sum(one.reasoningTokens(), other.reasoningTokens())), sum(this.cost, response.cost()));
	}

	private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
		return (one != null && other != null) ? Long.valueOf(one + other) : null;
	}

	private static @Nullable BigDecimal sum(@Nullable BigDecimal one, @Nullable BigDecimal other) {
		return (one != null && other != null) ? one.add(other) : null;
	}

}
