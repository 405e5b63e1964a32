package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.llmresilience.actuate.LlmHealthIndicator;
import io.llmresilience.actuate.Rooms;
import io.llmresilience.actuate.Setup;

/**
 * Auto-configuration for the health contributor {@code llm}.
 */
@AutoConfiguration(after = LlmResilienceAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(RoutePolicies.class)
@Import(ActuateConfiguration.class)
public final class LlmHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("llm")
	@ConditionalOnMissingBean(name = "llmHealthIndicator")
	LlmHealthIndicator llmHealthIndicator(Rooms rooms, Setup setup) {
		return new LlmHealthIndicator(rooms, setup, InstantSource.system());
	}

}
