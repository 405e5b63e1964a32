package io.llmresilience;

/**
 * What went wrong, in one word for all providers. Every {@link LlmException} has one;
 * policies decide by it.
 */
public enum FailureKind {

	/**
	 * The provider does not accept our key (401).
	 */
	AUTHENTICATION(false),

	/**
	 * The key may not do this, or not from here (403).
	 */
	PERMISSION(false),

	/**
	 * Credit or a spending limit is used up; waiting does not help.
	 */
	QUOTA_EXHAUSTED(false),

	/**
	 * Too many requests or tokens for now (429).
	 */
	RATE_LIMITED(true),

	/**
	 * One request is larger than the provider ever accepts (413, or above the limit per
	 * minute).
	 */
	REQUEST_TOO_LARGE(false),

	/**
	 * The model does not exist, is retired, or is not for this key (404).
	 */
	MODEL_NOT_FOUND(false),

	/**
	 * The prompt does not fit the model's context window.
	 */
	CONTEXT_WINDOW_EXCEEDED(false),

	/**
	 * The provider's safety rules refused the request.
	 */
	CONTENT_FILTERED(false),

	/**
	 * The request itself is wrong (400, 422).
	 */
	INVALID_REQUEST(false),

	/**
	 * The provider failed (500, 502).
	 */
	SERVER_ERROR(true),

	/**
	 * The provider has too much to do for everybody (503, 529).
	 */
	OVERLOADED(true),

	/**
	 * No connection, or it was lost before an answer began.
	 */
	CONNECTION(true),

	/**
	 * Connecting, the first token, the next token or the attempt took too long.
	 */
	TIMEOUT(true),

	/**
	 * The answer was cut off.
	 */
	INTERRUPTED(true),

	/**
	 * The answer is not what the provider's dialect says: bad JSON, HTML, or nothing at
	 * all.
	 */
	MALFORMED(true),

	/**
	 * Something else.
	 */
	UNKNOWN(false),

	/**
	 * We refused: too many calls on this route have failed lately.
	 */
	CIRCUIT_OPEN(true),

	/**
	 * We refused: the call would have waited for its rate limit longer than it may.
	 */
	RATE_LIMIT_WAIT(true),

	/**
	 * We refused: too many calls are already waiting for the rate limit.
	 */
	QUEUE_FULL(true),

	/**
	 * We refused: the call could cost more than is left of a budget.
	 */
	BUDGET_EXCEEDED(false),

	/**
	 * We refused: the application seems to go in circles.
	 */
	LOOP_DETECTED(false),

	/**
	 * We refused: the application is shutting down.
	 */
	SHUTDOWN(true),

	/**
	 * We refused: the call's deadline has passed or would pass.
	 */
	DEADLINE(true);

	private final boolean retryable;

	FailureKind(boolean retryable) {
		this.retryable = retryable;
	}

	/**
	 * Return whether the very same call may succeed on the same route later.
	 * @return whether trying again later makes sense
	 */
	public boolean retryable() {
		return this.retryable;
	}

}
