package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

import io.llmresilience.provider.RateLimitExchangeFilter;
import io.llmresilience.ratelimit.Demand;
import io.llmresilience.ratelimit.RateLimiters;

/**
 * Makes filters with the limits and providers as configured.
 */
final class ConfiguredRateLimitFilters implements LlmRateLimitFilters {

	private final RateLimiters limiters;

	private final Providers providers;

	private final InstantSource clock;

	ConfiguredRateLimitFilters(RateLimiters limiters, Providers providers, InstantSource clock) {
		this.limiters = limiters;
		this.providers = providers;
		this.clock = clock;
	}

	@Override
	public ExchangeFilterFunction forRoute(String route, Function<ClientRequest, Demand> demand, Duration maxWait) {
		Objects.requireNonNull(route, "'route' must not be null");
		RouteName name = RouteName.of(route, "LlmRateLimitFilters.forRoute");
		Provider provider = this.providers.getWithoutKey(name.provider());
		return new RateLimitExchangeFilter(this.limiters.limiterFor(name.toString(), provider.counting()),
				provider.dialect(), demand, maxWait, this.clock);
	}

}
