package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.llmresilience.ratelimit.RateLimiters;

/**
 * Auto-configuration for {@link LlmRateLimitFilters}.
 */
@AutoConfiguration(after = LlmResilienceAutoConfiguration.class)
@ConditionalOnBean({ RateLimiters.class, LlmConnectionDetails.class })
public final class LlmRateLimitFilterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LlmRateLimitFilters llmRateLimitFilters(RateLimiters limiters, LlmConnectionDetails connections) {
		return new ConfiguredRateLimitFilters(limiters, new Providers(connections), InstantSource.system());
	}

}
