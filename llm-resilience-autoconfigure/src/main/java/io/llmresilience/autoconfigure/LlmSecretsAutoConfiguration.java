package io.llmresilience.autoconfigure;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.llmresilience.actuate.ProviderSecrets;

/**
 * Auto-configuration for what keeps keys out of Actuator's answers. Does not depend on
 * the rest, since properties are shown even if nothing uses them.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class LlmSecretsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProviderSecrets llmProviderSecrets() {
		return new ProviderSecrets();
	}

}
