package io.llmresilience.sample.chat;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;

/**
 * How a conversation was made to fit a route's model, as clients see it.
 *
 * @param route for whom
 * @param tokensBefore the prompt's tokens as the client sent it
 * @param tokensAfter the prompt's tokens as it was passed on
 * @param turnsDropped how many turns were left out
 * @param summary what became of the summary of them, only if one was asked for
 */
record HistoryEntry(String route, long tokensBefore, long tokensAfter, int turnsDropped,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Summary summary) {

	static List<HistoryEntry> listOf(CallTrace trace) {
		return trace.shortenings().stream().map(HistoryEntry::of).toList();
	}

	private static HistoryEntry of(CallTrace.Shortening shortening) {
		return new HistoryEntry(shortening.route(), shortening.tokensBefore(), shortening.tokensAfter(),
				shortening.turnsDropped(), Summary.of(shortening.summary()));
	}

	/**
	 * A summary that was asked for.
	 *
	 * @param outcome {@code OK} or the kind of failure
	 * @param inputTokens the tokens of the text to summarize, {@code null} if unknown
	 * @param outputTokens the tokens of the summary, {@code null} if unknown
	 * @param cost USD, or {@code null} if the price is unknown
	 */
	record Summary(String outcome, @Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable BigDecimal cost) {

		private static @Nullable Summary of(CallTrace.@Nullable Summary summary) {
			return (summary != null) ? new Summary((summary.failure() != null) ? summary.failure().name() : "OK",
					summary.usage().inputTokens(), summary.usage().outputTokens(), summary.cost()) : null;
		}

	}

}
