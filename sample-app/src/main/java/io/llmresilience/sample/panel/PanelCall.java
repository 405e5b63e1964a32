package io.llmresilience.sample.panel;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;
import io.llmresilience.sample.chat.TraceEntry;

/**
 * A call that has ended, without its content.
 *
 * @param id its number, in the order in which calls ended
 * @param at when it began
 * @param durationMs how long it took
 * @param outcome {@code OK}, the kind of failure, or {@code CANCELLED}
 * @param route who answered, or whose failure was raised
 * @param message what went wrong, in the library's own words
 * @param inputTokens the whole prompt, as the provider counted it
 * @param outputTokens the answer
 * @param cost USD, {@code null} if the price of any part is unknown
 * @param trace what was tried
 */
record PanelCall(long id, Instant at, long durationMs, String outcome, @Nullable String route, @Nullable String message,
		@Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable BigDecimal cost, List<TraceEntry> trace) {

	static PanelCall answered(Span span, ChatResponse response, CallTrace trace) {
		return new PanelCall(span.id(), span.at(), span.duration().toMillis(), "OK", response.origin().route(), null,
				response.usage().inputTokens(), response.usage().outputTokens(), trace.cost(),
				TraceEntry.listOf(trace));
	}

	static PanelCall failed(Span span, LlmException failure, CallTrace trace) {
		return new PanelCall(span.id(), span.at(), span.duration().toMillis(), failure.kind().name(), failure.route(),
				failure.getMessage(), failure.usage().inputTokens(), failure.usage().outputTokens(), trace.cost(),
				TraceEntry.listOf(trace));
	}

	static PanelCall cancelled(Span span, CallTrace trace) {
		return new PanelCall(span.id(), span.at(), span.duration().toMillis(), "CANCELLED", null, null, null, null,
				trace.cost(), TraceEntry.listOf(trace));
	}

	/**
	 * When a call was made.
	 *
	 * @param id its number
	 * @param at when it began
	 * @param duration how long it took
	 */
	record Span(long id, Instant at, Duration duration) {

	}

	/**
	 * Measures calls that end now.
	 */
	@FunctionalInterface
	interface Stopwatch {

		/**
		 * Measure one.
		 * @param arrival when it began
		 * @return its number and how long it took
		 */
		Span span(Instant arrival);

	}

}
