package io.llmresilience.retry;

/**
 * Who waits after a provider has refused a call for its rate.
 */
public enum RateLimitWaits {

	/**
	 * The limiter inside, which holds every call back for as long as it takes: the next
	 * attempt goes to it at once and keeps its place.
	 */
	LIMITER,

	/**
	 * The retry itself.
	 */
	RETRY

}
