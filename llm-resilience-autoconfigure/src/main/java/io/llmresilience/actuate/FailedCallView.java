package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException;

/**
 * A call that failed. Never holds content.
 *
 * @param at when it failed
 * @param kind what went wrong
 * @param route the route whose failure was raised
 * @param providerStatus the provider's HTTP status
 * @param requestId the provider's id of the exchange
 * @param retryable whether the very same call may succeed later
 * @param retryAfterMs when that makes sense
 * @param durationMs how long the call took
 * @param message what went wrong, in our own words
 * @param trace what was tried
 */
record FailedCallView(Instant at, FailureKind kind, @Nullable String route, @Nullable Integer providerStatus,
		@Nullable String requestId, boolean retryable, @Nullable Long retryAfterMs, long durationMs,
		@Nullable String message, List<TraceView> trace) {

	static FailedCallView of(LlmException failure, Instant at, Duration duration, CallTrace trace) {
		ProviderException provider = (failure instanceof ProviderException ofProvider) ? ofProvider : null;
		Duration retryAfter = failure.retryAfter();
		return new FailedCallView(Plain.instant(at), failure.kind(), failure.route(),
				(provider != null) ? provider.status() : null, (provider != null) ? provider.requestId() : null,
				failure.retryable(), (retryAfter != null) ? retryAfter.toMillis() : null, duration.toMillis(),
				failure.getMessage(), trace.attempts().stream().map(TraceView::of).toList());
	}

	/**
	 * One attempt, or a route that was passed over.
	 *
	 * @param route whom it asked
	 * @param attempt its number on that route, from 1; 0 for a route that was passed over
	 * @param outcome {@code OK} or the kind of failure
	 * @param waitMs the wait before it
	 * @param waitReason why it waited
	 * @param durationMs how long it took, without the wait
	 * @param cost USD
	 * @param reason why the route was passed over
	 */
	record TraceView(String route, int attempt, String outcome, long waitMs, CallTrace.WaitReason waitReason,
			long durationMs, @Nullable BigDecimal cost, @Nullable String reason) {

		static TraceView of(CallTrace.Attempt attempt) {
			return new TraceView(attempt.route(), attempt.number(), attempt.outcome(), attempt.waited().toMillis(),
					attempt.waitReason(), attempt.duration().toMillis(), Plain.amountOrNull(attempt.cost()),
					attempt.reason());
		}

	}

}
