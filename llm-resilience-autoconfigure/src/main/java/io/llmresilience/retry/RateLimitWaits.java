package io.llmresilience.retry;

/**
 * Who waits when a provider says when to come back after a rate limit.
 */
public enum RateLimitWaits {

	/**
	 * The limiter inside, which holds every call back until then: the next attempt goes
	 * to it at once.
	 */
	LIMITER,

	/**
	 * The retry itself.
	 */
	RETRY

}
