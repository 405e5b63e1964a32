package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatService;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.RateLimits;

/**
 * The rate limiters and what routes need of them.
 */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RateLimiters llmRateLimiters(LlmResilienceProperties properties) {
		Map<String, RateLimits> limits = new HashMap<>();
		properties.providers().forEach((name, provider) -> limits.put(name, provider.rateLimit()));
		properties.models()
			.stream()
			.filter((model) -> model.id() != null)
			.forEach((model) -> limits.put(model.id(), model.rateLimit()));
		return new RateLimiters(properties.rateLimit(), limits, InstantSource.system(), System::nanoTime,
				Schedulers.parallel(), () -> ThreadLocalRandom.current().nextLong());
	}

	@Bean
	@ConditionalOnMissingBean(ChatService.class)
	RateLimitFilters llmRouteRateLimits(RateLimiters limiters, LlmResilienceProperties properties, RouteTokens tokens) {
		return new RateLimitFilters(limiters, properties, tokens, InstantSource.system());
	}

	@Bean
	RateLimitLifecycle llmRateLimitLifecycle(RateLimiters limiters) {
		return new RateLimitLifecycle(limiters);
	}

}
