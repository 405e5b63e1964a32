package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

import io.llmresilience.budget.Budgets;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.observation.CallMeterWatcher;
import io.llmresilience.observation.LlmMeterObservationHandler;
import io.llmresilience.observation.RoomGauges;
import io.llmresilience.ratelimit.RateLimiters;

/**
 * Auto-configuration for the meters of calls, attempts and routes.
 */
@AutoConfiguration(after = LlmResilienceAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ LlmResilienceProperties.class, MeterRegistry.class })
@Import(RouteGaugesConfiguration.class)
public final class LlmMetricsAutoConfiguration {

	/**
	 * Comes before Micrometer's general handler, which then leaves our observations
	 * alone.
	 */
	@Bean
	@Order(0)
	@ConditionalOnMissingBean
	LlmMeterObservationHandler llmMeterObservationHandler(MeterRegistry registry) {
		return new LlmMeterObservationHandler(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	CallMeterWatcher llmCallMeters(MeterRegistry registry, LlmResilienceProperties properties) {
		return new CallMeterWatcher(registry, properties.observation());
	}

	@Bean
	@ConditionalOnMissingBean
	RoomGauges llmRoomGauges(RateLimiters limiters, CircuitBreakers circuits, CoolDowns coolDowns, Budgets budgets,
			LlmResilienceProperties properties) {
		return new RoomGauges(limiters::snapshot, circuits::snapshot, coolDowns::snapshot,
				List.copyOf(properties.budget().limits().keySet()), budgets::snapshot, InstantSource.system());
	}

}
