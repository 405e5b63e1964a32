package io.llmresilience.sample.chat;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Usage;

/**
 * A complete answer as clients get it.
 *
 * @param text the answer's text
 * @param route who answered, as configured
 * @param model who answered, in the provider's words
 * @param finishReason why the model stopped
 * @param usage the tokens that the provider counted
 * @param cost USD, or {@code null} if the price is unknown
 * @param attempts how many attempts it took, on all routes together
 * @param trace the attempts and the routes that were passed over, oldest first
 * @param history how the conversation was made to fit, only if it was
 * @param toolCalls the tools that the model wants called
 */
record ChatAnswer(String text, String route, @Nullable String model, FinishReason finishReason, Tokens usage,
		@Nullable BigDecimal cost, int attempts, List<TraceEntry> trace,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) List<HistoryEntry> history,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) List<Content.ToolCall> toolCalls) {

	static ChatAnswer of(ChatResponse response) {
		return new ChatAnswer(response.text(), response.origin().route(), response.origin().model(),
				response.finishReason(), Tokens.of(response.usage()), response.cost(), response.trace().attemptsMade(),
				TraceEntry.listOf(response.trace()), HistoryEntry.listOf(response.trace()), response.toolCalls());
	}

	/**
	 * The tokens that the provider counted; {@code null} where it did not.
	 *
	 * @param inputTokens the whole prompt
	 * @param outputTokens the answer
	 * @param cachedInputTokens the part of the prompt that came from a cache
	 */
	record Tokens(@Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable Long cachedInputTokens) {

		static Tokens of(Usage usage) {
			return new Tokens(usage.inputTokens(), usage.outputTokens(), usage.cachedInputTokens());
		}

	}

}
