package io.llmresilience.actuate;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ratelimit.RateLimitSnapshot;

/**
 * The limits of one provider or route.
 *
 * @param inFlight calls in flight
 * @param maxConcurrentCalls calls that may be in flight
 * @param waiting calls that wait
 * @param pausedUntil until when nobody goes, since the provider asked for quiet
 * @param waited calls that had to wait so far
 * @param refused calls refused so far
 * @param quotas the limits per minute that are known
 */
record LimitsView(int inFlight, @Nullable Integer maxConcurrentCalls, int waiting, @Nullable Instant pausedUntil,
		long waited, long refused, List<QuotaView> quotas) {

	static @Nullable LimitsView of(@Nullable RateLimitSnapshot limits) {
		return (limits != null) ? new LimitsView(limits.inFlight(), limits.maxConcurrentCalls(), limits.waiting(),
				Plain.instantOrNull(limits.pausedUntil()), limits.waited(), limits.refused(),
				limits.quotas().stream().map(QuotaView::of).toList()) : null;
	}

	/**
	 * One limit per minute.
	 *
	 * @param name what it limits, as in the configuration
	 * @param limit units per minute
	 * @param available units that may go at once, negative for a debt
	 * @param learnt whether it comes from the provider's answers instead of the
	 * configuration
	 */
	record QuotaView(String name, long limit, long available, boolean learnt) {

		static QuotaView of(RateLimitSnapshot.Quota quota) {
			return new QuotaView(quota.dimension().property(), quota.limit(), quota.available(), quota.learnt());
		}

	}

}
