package io.llmresilience.sample.chat;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;

/**
 * One attempt, or a route that was passed over, as clients see it.
 *
 * @param route whom it asked
 * @param attempt its number on that route, from 1; 0 for a route that was passed over
 * @param outcome {@code OK} or the kind of failure
 * @param waitMs the wait before it
 * @param waitReason why it waited
 * @param durationMs how long it took, without the wait
 * @param cost USD, or {@code null} if the price is unknown
 * @param reason why the route was passed over, only then
 */
public record TraceEntry(String route, int attempt, String outcome, long waitMs, CallTrace.WaitReason waitReason,
		long durationMs, @Nullable BigDecimal cost,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {

	/**
	 * Return a trace's entries.
	 * @param trace what a call tried
	 * @return the entries, oldest first
	 */
	public static List<TraceEntry> listOf(CallTrace trace) {
		return trace.attempts().stream().map(TraceEntry::of).toList();
	}

	private static TraceEntry of(CallTrace.Attempt attempt) {
		return new TraceEntry(attempt.route(), attempt.number(), attempt.outcome(), attempt.waited().toMillis(),
				attempt.waitReason(), attempt.duration().toMillis(), attempt.cost(), attempt.reason());
	}

}
