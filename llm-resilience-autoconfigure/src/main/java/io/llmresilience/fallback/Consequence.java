package io.llmresilience.fallback;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.LlmException;

/**
 * What the failure of one route means for the others.
 */
enum Consequence {

	/**
	 * The call has failed.
	 */
	END,

	/**
	 * The next route is tried.
	 */
	NEXT,

	/**
	 * A route that may hold a longer prompt is tried.
	 */
	LARGER_WINDOW,

	/**
	 * A route that is configured for refused content is tried.
	 */
	OTHER_FILTER;

	/**
	 * Judge a failure. A mistake of the caller ends the call on the first route only: on
	 * a later one it may come from making the request fit. A budget says itself where its
	 * calls go.
	 * @param failure the failure
	 * @param first whether it is the first route of the call
	 * @return what follows
	 */
	static Consequence of(LlmException failure, boolean first) {
		return switch (failure.kind()) {
			case DEADLINE, SHUTDOWN, LOOP_DETECTED -> END;
			case BUDGET_EXCEEDED -> leadsOn(failure) ? NEXT : END;
			case INVALID_REQUEST -> first ? END : NEXT;
			case CONTEXT_WINDOW_EXCEEDED -> LARGER_WINDOW;
			case CONTENT_FILTERED -> OTHER_FILTER;
			case AUTHENTICATION, PERMISSION, QUOTA_EXHAUSTED, RATE_LIMITED, REQUEST_TOO_LARGE, MODEL_NOT_FOUND,
					SERVER_ERROR, OVERLOADED, CONNECTION, TIMEOUT, INTERRUPTED, MALFORMED, UNKNOWN, CIRCUIT_OPEN,
					RATE_LIMIT_WAIT, QUEUE_FULL ->
				NEXT;
		};
	}

	private static boolean leadsOn(LlmException failure) {
		return failure instanceof BudgetExceededException budget && budget.leadsToNextRoute();
	}

}
