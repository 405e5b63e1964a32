package io.llmresilience.ratelimit;

/**
 * The answer to an {@link Ask}.
 *
 * @param answer the answer
 * @param next the state after it
 * @param delay the expected wait in nanoseconds
 */
record Verdict(Answer answer, LimiterState next, long delay) {

	enum Answer {

		ADMITTED, QUEUED, WAIT_TOO_LONG, QUEUE_FULL, TOO_LARGE

	}

}
