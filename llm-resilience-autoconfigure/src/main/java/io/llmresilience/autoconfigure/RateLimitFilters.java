package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import io.llmresilience.model.ModelSpec;
import io.llmresilience.ratelimit.RateLimitFilter;
import io.llmresilience.ratelimit.RateLimitSettings;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.TokenCounting;
import io.llmresilience.ratelimit.TokenEstimator;
import io.llmresilience.retry.RateLimitWaits;

/**
 * Makes the rate limit filter of every route.
 */
final class RateLimitFilters {

	/**
	 * What is usual for English text, rather too few.
	 */
	private static final int BYTES_PER_TOKEN = 4;

	private static final int BYTES_PER_TOKEN_AS_PRODUCED = 3;

	private final RateLimiters limiters;

	private final RateLimitSettings settings;

	private final InstantSource clock;

	RateLimitFilters(RateLimiters limiters, RateLimitSettings settings, InstantSource clock) {
		this.limiters = limiters;
		this.settings = settings;
		this.clock = clock;
	}

	RateLimitFilter filter(Provider provider, ModelSpec model) {
		TokenCounting counting = provider.counting();
		int bytesPerToken = (counting == TokenCounting.AS_PRODUCED) ? BYTES_PER_TOKEN_AS_PRODUCED : BYTES_PER_TOKEN;
		return new RateLimitFilter(this.limiters.limiterFor(model.id(), counting), counting,
				TokenEstimator.calibrating(bytesPerToken), this.clock);
	}

	/**
	 * A limiter that only observes lets nobody wait.
	 */
	RateLimitWaits waits() {
		return (this.settings.mode() == RateLimitSettings.Mode.ENFORCE) ? RateLimitWaits.LIMITER : RateLimitWaits.RETRY;
	}

}
