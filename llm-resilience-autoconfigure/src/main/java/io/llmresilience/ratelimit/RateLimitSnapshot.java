package io.llmresilience.ratelimit;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the limits of one provider or one route stand at a moment.
 *
 * @param name the provider, or the route as {@code provider/model}
 * @param quotas the limits that are known
 * @param inFlight calls in flight
 * @param maxConcurrentCalls calls that may be in flight, {@code null} for no limit
 * @param waiting calls that wait
 * @param pausedUntil until when nobody goes, {@code null} if nothing is paused
 * @param waited calls that had to wait so far; while only observing, that would have
 * @param refused calls refused so far; while only observing, that would have been
 */
public record RateLimitSnapshot(String name, List<Quota> quotas, int inFlight, @Nullable Integer maxConcurrentCalls,
		int waiting, @Nullable Instant pausedUntil, long waited, long refused) {

	public RateLimitSnapshot {
		quotas = List.copyOf(quotas);
	}

	/**
	 * One limit.
	 *
	 * @param dimension what it limits
	 * @param limit units per minute
	 * @param available units that may go at once, negative for a debt
	 * @param learnt whether the limit comes from the provider's answers instead of the
	 * configuration
	 */
	public record Quota(Dimension dimension, long limit, long available, boolean learnt) {

	}

}
