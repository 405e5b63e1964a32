package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import io.llmresilience.ChatFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.ratelimit.RateLimitFilter;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.TokenCounting;
import io.llmresilience.ratelimit.TokenEstimator;
import io.llmresilience.retry.RateLimitWaits;

/**
 * Makes the rate limit filters of the routes.
 */
final class RateLimitFilters {

	/**
	 * What is usual for English text, rather too few.
	 */
	private static final int BYTES_PER_TOKEN = 4;

	private static final int BYTES_PER_TOKEN_AS_PRODUCED = 3;

	private final RateLimiters limiters;

	private final RateLimitCheck check;

	private final Mode mode;

	private final InstantSource clock;

	RateLimitFilters(RateLimiters limiters, LlmResilienceProperties properties, InstantSource clock) {
		this.limiters = limiters;
		this.check = new RateLimitCheck(properties);
		this.mode = properties.rateLimit().mode();
		this.clock = clock;
	}

	/**
	 * Return the filter of a route.
	 * @param provider the route's provider
	 * @param model the route's model
	 * @return the filter
	 */
	ChatFilter of(Provider provider, ModelSpec model) {
		this.check.accept(provider, model);
		TokenCounting counting = provider.counting();
		int bytesPerToken = (counting == TokenCounting.AS_PRODUCED) ? BYTES_PER_TOKEN_AS_PRODUCED : BYTES_PER_TOKEN;
		return new RateLimitFilter(this.limiters.limiterFor(model.id(), counting), counting,
				TokenEstimator.calibrating(bytesPerToken), this.clock);
	}

	/**
	 * Return who waits after a rate limit; a limiter that only observes lets nobody wait.
	 * @return who waits
	 */
	RateLimitWaits waits() {
		return (this.mode == Mode.ENFORCE) ? RateLimitWaits.LIMITER : RateLimitWaits.RETRY;
	}

}
