package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.fallback.CoolDowns;

/**
 * What calls have found out of the routes.
 */
@Configuration(proxyBeanMethods = false)
class FallbackConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CoolDowns llmCoolDowns(LlmResilienceProperties properties) {
		return new CoolDowns(properties.fallback(), InstantSource.system());
	}

}
