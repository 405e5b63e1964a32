package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.llmresilience.actuate.FailedCalls;
import io.llmresilience.actuate.LlmEndpoint;
import io.llmresilience.actuate.Rooms;
import io.llmresilience.actuate.Setup;

/**
 * Auto-configuration for the endpoint {@code llm}.
 */
@AutoConfiguration(after = LlmResilienceAutoConfiguration.class)
@ConditionalOnClass({ WebEndpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(RoutePolicies.class)
@Import(ActuateConfiguration.class)
public final class LlmEndpointAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = LlmEndpoint.class)
	@ConditionalOnMissingBean
	FailedCalls llmFailedCalls() {
		return new FailedCalls(InstantSource.system());
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingBean
	LlmEndpoint llmEndpoint(Rooms rooms, Setup setup, FailedCalls failedCalls, ApplicationEventPublisher events) {
		return new LlmEndpoint(rooms, setup, failedCalls, events::publishEvent, InstantSource.system());
	}

}
