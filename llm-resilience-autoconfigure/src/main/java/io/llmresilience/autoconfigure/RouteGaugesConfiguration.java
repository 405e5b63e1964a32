package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.llmresilience.actuate.ChatRoutes;
import io.llmresilience.actuate.Rooms;
import io.llmresilience.actuate.Setup;
import io.llmresilience.observation.RouteGauges;

/**
 * The gauges of the routes that calls try, where there are routes.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(RoutePolicies.class)
@Import(ActuateConfiguration.class)
class RouteGaugesConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RouteGauges llmRouteGauges(Rooms rooms, Setup setup) {
		InstantSource clock = InstantSource.system();
		return new RouteGauges(setup.routes(), new ChatRoutes(rooms, setup, clock)::serving, clock);
	}

}
