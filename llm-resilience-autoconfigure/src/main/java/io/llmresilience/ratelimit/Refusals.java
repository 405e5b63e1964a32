package io.llmresilience.ratelimit;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;

/**
 * Says why a call was not let through, and what helps.
 */
final class Refusals {

	private static final String REMEDY = "; send less at a time, raise the limit, or allow a longer wait: it is bounded by "
			+ "'llm.resilience.rate-limit.max-wait', the request's timeout and, while another route is left, "
			+ "'llm.resilience.fallback.patience'";

	private Refusals() {
	}

	static CallRefusedException of(Waiter waiter, Verdict verdict, int maxQueue) {
		return switch (verdict.answer()) {
			case TOO_LARGE -> tooLarge(waiter, verdict.next());
			case QUEUE_FULL -> refusal(FailureKind.QUEUE_FULL, waiter,
					"as many calls as 'llm.resilience.rate-limit.max-queue' allows, " + maxQueue
							+ ", are already waiting for the rate limit; send less at a time or allow more",
					verdict.delay());
			default -> refusal(FailureKind.RATE_LIMIT_WAIT, waiter, "call would wait " + seconds(verdict.delay())
					+ " for its rate limit, longer than the " + seconds(waiter.ask().patience()) + " it may" + REMEDY,
					verdict.delay());
		};
	}

	static CallRefusedException afterWait(Waiter waiter, long waited, long wait) {
		return refusal(FailureKind.RATE_LIMIT_WAIT, waiter, "call has waited " + seconds(waited)
				+ " for its rate limit or for a place among the concurrent calls" + REMEDY, wait);
	}

	static CallRefusedException shutdown(Waiter waiter) {
		return refusal(FailureKind.SHUTDOWN, waiter,
				"application is shutting down and begins no more calls; send it to another instance",
				Scope.UNTIL_RELEASED);
	}

	private static CallRefusedException tooLarge(Waiter waiter, LimiterState state) {
		Demand demand = waiter.ask().demand();
		Scope scope = state.routes()[waiter.ask().route()];
		Dimension dimension = scope.exceededBy(demand);
		if (dimension == null) {
			scope = state.provider();
			dimension = scope.exceededBy(demand);
		}
		String limit = (dimension != null) ? dimension.property() + "' of " + scope.limit(dimension).perMinute() : "";
		long units = (dimension != null) ? dimension.units(demand) : 0;
		return refusal(FailureKind.REQUEST_TOO_LARGE, waiter,
				"request needs about " + units + ", more than 'rate-limit." + limit + " for " + scope.profile().name()
						+ "; shorten its messages, lower its max-tokens, or raise the limit if the provider allows it",
				Scope.UNTIL_RELEASED);
	}

	private static CallRefusedException refusal(FailureKind kind, Waiter waiter, String message, long wait) {
		return new CallRefusedException(kind, waiter.limiter().route(), message, Sent.NO, hint(wait));
	}

	private static @Nullable Duration hint(long wait) {
		return (wait != Scope.UNTIL_RELEASED) ? Duration.ofNanos(wait) : null;
	}

	private static String seconds(long nanos) {
		long millis = Duration.ofNanos(nanos).toMillis();
		return (millis % 1000 == 0) ? millis / 1000 + " s" : millis + " ms";
	}

}
