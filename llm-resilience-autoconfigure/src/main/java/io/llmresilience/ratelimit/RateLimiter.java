package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ProviderException.Extent;
import io.llmresilience.Usage;

/**
 * Lets calls of one route through when the provider allows them. Implementations are
 * thread-safe and never block; their state may be elsewhere, in a store shared by many
 * processes.
 */
public interface RateLimiter {

	/**
	 * Reserve all that a call takes, or wait for it. Nothing happens before subscription;
	 * cancelling gives place and permit back.
	 * @param demand what the call takes
	 * @param arrival when the caller made the call; it decides the place in the queue, so
	 * that a call that comes back keeps it
	 * @param patience the longest wait, in addition to the configured limit
	 * @return the permit, which must be ended; or
	 * {@link io.llmresilience.CallRefusedException} if the call is larger than the limit,
	 * would wait too long, or if too many are waiting
	 */
	Mono<Permit> acquire(Demand demand, Instant arrival, Duration patience);

	/**
	 * Leave to send one call. Of the methods that end it only the first call of the first
	 * one counts; all give the place among concurrent calls back.
	 */
	interface Permit {

		/**
		 * Return how long the call waited.
		 * @return the time between subscription and permit
		 */
		Duration waited();

		/**
		 * Return why the call waited.
		 * @return the reason, {@link WaitReason#NONE} if it did not
		 */
		WaitReason waitReason();

		/**
		 * End: the call has used so much. A surplus of the reservation is returned, a
		 * lack is charged in full.
		 * @param actual what the provider counted; what it did not report stays reserved
		 */
		void settle(Usage actual);

		/**
		 * End: nothing was sent, all is returned.
		 */
		void refund();

		/**
		 * End: it is not known what the call has used, all that was reserved stays
		 * charged.
		 */
		void keep();

		/**
		 * End: the provider refused the call for its rate. The request stays charged, its
		 * tokens are returned, and nobody is let through before the hint, or for a while
		 * if there is none.
		 * @param retryAfter when the provider wants to be asked again, {@code null} if it
		 * gave no hint
		 * @param extent whom the refusal concerns
		 */
		void throttled(@Nullable Duration retryAfter, Extent extent);

		/**
		 * Take note of the limits in the response to the call. Does not end the permit.
		 * @param limits what the provider said, unreadable parts unknown
		 */
		void learn(ServerLimits limits);

	}

}
