package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.ratelimit.RateLimitFilter;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.TokenCounting;
import io.llmresilience.model.TokenEstimator;
import io.llmresilience.retry.RateLimitWaits;

/**
 * Makes the rate limit filters of the routes.
 */
final class RateLimitFilters {

	/**
	 * Fewer than in English text, so that code and other languages are not estimated too
	 * low; answers soon correct it.
	 */
	private static final double LETTERS_PER_TOKEN = 3.5;

	private static final double LETTERS_PER_TOKEN_AS_PRODUCED = 2.5;

	private final RateLimiters limiters;

	private final RateLimitCheck check;

	private final Mode mode;

	private final TokenCounter counter;

	private final InstantSource clock;

	private final Map<String, TokenEstimator> estimators = new ConcurrentHashMap<>();

	RateLimitFilters(RateLimiters limiters, LlmResilienceProperties properties, TokenCounter counter,
			InstantSource clock) {
		this.limiters = limiters;
		this.check = new RateLimitCheck(properties);
		this.mode = properties.rateLimit().mode();
		this.counter = counter;
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
		return new RateLimitFilter(this.limiters.limiterFor(model.id(), counting), counting, estimator(provider, model),
				this.clock);
	}

	/**
	 * Return the estimator of a model's prompts.
	 * @param provider the model's provider
	 * @param model the model
	 * @return the estimator, the same one for the same model
	 */
	TokenEstimator estimator(Provider provider, ModelSpec model) {
		return this.estimators.computeIfAbsent(model.id(), (id) -> create(provider.counting(), model));
	}

	private TokenEstimator create(TokenCounting counting, ModelSpec model) {
		double lettersPerToken = (counting == TokenCounting.AS_PRODUCED) ? LETTERS_PER_TOKEN_AS_PRODUCED
				: LETTERS_PER_TOKEN;
		return TokenEstimator.calibrating(lettersPerToken)
			.withCounter(this.counter, model, Schedulers.boundedElastic());
	}

	/**
	 * Return who waits after a rate limit; a limiter that only observes lets nobody wait.
	 * @return who waits
	 */
	RateLimitWaits waits() {
		return (this.mode == Mode.ENFORCE) ? RateLimitWaits.LIMITER : RateLimitWaits.RETRY;
	}

}
