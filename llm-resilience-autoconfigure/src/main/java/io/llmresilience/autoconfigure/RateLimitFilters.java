package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import io.llmresilience.ChatFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.ratelimit.RateLimitFilter;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.TokenCounting;
import io.llmresilience.retry.RateLimitWaits;

/**
 * Makes the rate limit filters of the routes.
 */
final class RateLimitFilters {

	private final RateLimiters limiters;

	private final RateLimitCheck check;

	private final Mode mode;

	private final RouteTokens tokens;

	private final InstantSource clock;

	RateLimitFilters(RateLimiters limiters, LlmResilienceProperties properties, RouteTokens tokens,
			InstantSource clock) {
		this.limiters = limiters;
		this.check = new RateLimitCheck(properties);
		this.mode = properties.rateLimit().mode();
		this.tokens = tokens;
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
		return new RateLimitFilter(this.limiters.limiterFor(model.id(), counting), counting,
				this.tokens.estimator(model), this.clock);
	}

	/**
	 * Return who waits after a rate limit; a limiter that only observes lets nobody wait.
	 * @return who waits
	 */
	RateLimitWaits waits() {
		return (this.mode == Mode.ENFORCE) ? RateLimitWaits.LIMITER : RateLimitWaits.RETRY;
	}

}
