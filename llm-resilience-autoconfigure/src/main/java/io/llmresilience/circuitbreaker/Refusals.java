package io.llmresilience.circuitbreaker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;

/**
 * Says why a call was not let through, and what helps.
 */
final class Refusals {

	private static final String REMEDY = "; give 'llm.resilience.chat.routes' another route to be tried meanwhile";

	private Refusals() {
	}

	static CallRefusedException of(String route, Phase phase, long now) {
		if (phase instanceof Paused) {
			return refusal(route, "route was paused by hand; resume it to let calls pass", null);
		}
		if (phase instanceof Open open) {
			return open.isByHand() ? refusal(route, "circuit was opened by hand; close it to let calls pass", null)
					: ofOpen(route, open, Duration.ofNanos(Math.max(0, open.left(now))));
		}
		return refusal(route, "circuit is half open, and the calls that may try the route are under way" + REMEDY,
				null);
	}

	private static CallRefusedException ofOpen(String route, Open open, Duration left) {
		return refusal(route, "circuit is open, since " + open.cause() + "; the route is tried again in "
				+ left.toMillis() + " ms" + REMEDY, left);
	}

	static CallRefusedException slowStart(String route, double share) {
		return refusal(route, "circuit has just closed, and the route is given " + Math.round(share * 100)
				+ " % of the calls for now", null);
	}

	private static CallRefusedException refusal(String route, String message, @Nullable Duration retryAfter) {
		return new CallRefusedException(FailureKind.CIRCUIT_OPEN, route, message, Sent.NO, retryAfter);
	}

}
