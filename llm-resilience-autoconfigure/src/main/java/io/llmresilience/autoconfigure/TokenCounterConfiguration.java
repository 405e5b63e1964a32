package io.llmresilience.autoconfigure;

import com.knuddels.jtokkit.api.EncodingRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.model.TokenCounter;

/**
 * Chooses how tokens are counted.
 */
@Configuration(proxyBeanMethods = false)
class TokenCounterConfiguration {

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
