package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import com.knuddels.jtokkit.api.EncodingRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatService;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.ratelimit.RateLimiters;

/**
 * Chooses how tokens are counted, and for whom.
 */
@Configuration(proxyBeanMethods = false)
class TokenCounterConfiguration {

	@Bean
	@ConditionalOnMissingBean(ChatService.class)
	RateLimitFilters llmRouteRateLimitFilters(RateLimiters limiters, LlmResilienceProperties properties,
			TokenCounter counter) {
		return new RateLimitFilters(limiters, properties, counter, InstantSource.system());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EncodingRegistry.class)
	static class WithTokenizer {

		@Bean
		@ConditionalOnMissingBean
		TokenCounter llmTokenCounter() {
			return TokenCounter.openAi();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("com.knuddels.jtokkit.api.EncodingRegistry")
	static class WithoutTokenizer {

		@Bean
		@ConditionalOnMissingBean
		TokenCounter llmTokenCounter() {
			return TokenCounter.none();
		}

	}

}
