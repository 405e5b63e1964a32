package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.List;

import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.ratelimit.RateLimitFilter;
import io.llmresilience.ratelimit.RateLimitSettings;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.RateLimits;
import io.llmresilience.ratelimit.TokenCounting;
import io.llmresilience.ratelimit.TokenEstimator;
import io.llmresilience.retry.RateLimitWaits;

/**
 * Makes the rate limit filters of the routes whose limits are configured.
 */
final class RateLimitFilters {

	/**
	 * Fewer than in English text, so that code and other languages are not estimated too
	 * low; answers soon correct it.
	 */
	private static final double LETTERS_PER_TOKEN = 3.5;

	private static final double LETTERS_PER_TOKEN_AS_PRODUCED = 2.5;

	private final RateLimiters limiters;

	private final LlmResilienceProperties properties;

	private final TokenCounter counter;

	private final InstantSource clock;

	RateLimitFilters(RateLimiters limiters, LlmResilienceProperties properties, TokenCounter counter,
			InstantSource clock) {
		this.limiters = limiters;
		this.properties = properties;
		this.counter = counter;
		this.clock = clock;
	}

	/**
	 * Return the filter of a route.
	 * @param provider the route's provider
	 * @param model the route's model
	 * @return the filter alone, or nothing if neither provider nor model has a limit
	 */
	List<ChatFilter> of(Provider provider, ModelSpec model) {
		if (!isConfigured(provider.name(), model.id())) {
			return List.of();
		}
		TokenCounting counting = provider.counting();
		return List.of(new RateLimitFilter(this.limiters.limiterFor(model.id(), counting), counting,
				estimator(counting, model), this.clock));
	}

	private TokenEstimator estimator(TokenCounting counting, ModelSpec model) {
		double lettersPerToken = (counting == TokenCounting.AS_PRODUCED) ? LETTERS_PER_TOKEN_AS_PRODUCED
				: LETTERS_PER_TOKEN;
		return TokenEstimator.calibrating(lettersPerToken)
			.withCounter(this.counter, model, Schedulers.boundedElastic());
	}

	/**
	 * Return who waits after a rate limit; a limiter that only observes lets nobody wait.
	 * @param filters the route's rate limit filter, or nothing
	 * @return who waits
	 */
	RateLimitWaits waits(List<ChatFilter> filters) {
		boolean enforced = this.properties.rateLimit().mode() == RateLimitSettings.Mode.ENFORCE;
		return (enforced && !filters.isEmpty()) ? RateLimitWaits.LIMITER : RateLimitWaits.RETRY;
	}

	private boolean isConfigured(String provider, String model) {
		LlmResilienceProperties.Provider ofProvider = this.properties.providers().get(provider);
		return (ofProvider != null && !ofProvider.rateLimit().equals(RateLimits.NONE)) || this.properties.models()
			.stream()
			.anyMatch((each) -> model.equals(each.id()) && !each.rateLimit().equals(RateLimits.NONE));
	}

}
