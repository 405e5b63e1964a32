package io.llmresilience.autoconfigure;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.llmresilience.AttemptFilter;
import io.llmresilience.observation.AttemptObservationConvention;
import io.llmresilience.observation.CallObservationConvention;
import io.llmresilience.observation.CallWatcher;
import io.llmresilience.observation.LlmObservations;

/**
 * Auto-configuration for the observations of calls and attempts.
 */
@AutoConfiguration(after = LlmResilienceAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ LlmResilienceProperties.class, ObservationRegistry.class })
public final class LlmObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LlmObservations llmObservations(ObservationRegistry registry, LlmResilienceProperties properties,
			ObjectProvider<CallObservationConvention> calls, ObjectProvider<AttemptObservationConvention> attempts) {
		return new LlmObservations(registry, properties.observation(), calls.getIfAvailable(),
				attempts.getIfAvailable(), System::nanoTime);
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	CallWatcher llmCallObservation(LlmObservations observations) {
		return observations.calls();
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	AttemptFilter llmAttemptObservation(LlmObservations observations) {
		return observations.attempts();
	}

}
