package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import com.knuddels.jtokkit.api.EncodingRegistry;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatService;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

/**
 * Chooses how tokens are estimated and counted.
 */
@Configuration(proxyBeanMethods = false)
class TokenCounterConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TokenEstimators llmTokenEstimators() {
		return new TokenEstimators();
	}

	@Bean
	@ConditionalOnMissingBean(ChatService.class)
	RouteTokens llmRouteTokens(TokenEstimators estimators, TokenCounter counter) {
		return new RouteTokens(estimators, counter, Schedulers.boundedElastic(), InstantSource.system());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EncodingRegistry.class)
	static class WithTokenizer {

		@Bean
		@ConditionalOnMissingBean
		TokenCounter llmTokenCounter(TokenEstimators estimators) {
			return TokenCounter.openAi(estimators);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("com.knuddels.jtokkit.api.EncodingRegistry")
	static class WithoutTokenizer {

		@Bean
		@ConditionalOnMissingBean
		TokenCounter llmTokenCounter(TokenEstimators estimators) {
			return TokenCounter.estimating(estimators);
		}

	}

}
