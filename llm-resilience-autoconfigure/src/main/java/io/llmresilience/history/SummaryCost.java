package io.llmresilience.history;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Usage;

/**
 * What a summary took so far.
 *
 * @param usage the tokens
 * @param usd the price, {@code null} if unknown
 */
record SummaryCost(Usage usage, @Nullable BigDecimal usd) {

	static final SummaryCost NOTHING = new SummaryCost(new Usage(0L, 0L, 0L, 0L, 0L), BigDecimal.ZERO);

	static final SummaryCost UNKNOWN = new SummaryCost(Usage.UNKNOWN, null);

	SummaryCost plus(ChatResponse response) {
		return plus(response.usage(), response.cost());
	}

	/**
	 * Nobody charges for what was not sent, or was refused since it is too long.
	 */
	SummaryCost plus(LlmException failure) {
		boolean free = failure.sent() == LlmException.Sent.NO || failure.kind() == FailureKind.CONTEXT_WINDOW_EXCEEDED;
		return free ? this : plus(failure.usage(), failure.trace().cost());
	}

	private SummaryCost plus(Usage more, @Nullable BigDecimal moreUsd) {
		Usage sum = new Usage(sum(this.usage.inputTokens(), more.inputTokens()),
				sum(this.usage.outputTokens(), more.outputTokens()),
				sum(this.usage.cachedInputTokens(), more.cachedInputTokens()),
				sum(this.usage.cacheWriteTokens(), more.cacheWriteTokens()),
				sum(this.usage.reasoningTokens(), more.reasoningTokens()));
		return new SummaryCost(sum, (this.usd != null && moreUsd != null) ? this.usd.add(moreUsd) : null);
	}

	private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
		return (one != null && other != null) ? Long.valueOf(one + other) : null;
	}

}
