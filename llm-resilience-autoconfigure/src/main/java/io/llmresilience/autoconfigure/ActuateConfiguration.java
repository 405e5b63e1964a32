package io.llmresilience.autoconfigure;

import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.llmresilience.actuate.Report;
import io.llmresilience.actuate.Rooms;
import io.llmresilience.actuate.Setup;
import io.llmresilience.fallback.RouteGroup;
import io.llmresilience.model.ModelCatalog;

/**
 * What can be seen and changed, for whoever shows it.
 */
@Configuration(proxyBeanMethods = false)
@Import(Rooms.class)
class ActuateConfiguration {

	@Bean
	Setup llmSetup(LlmResilienceProperties properties, Report report) {
		List<String> routes = RouteGroup.parse(properties.chat().routes())
			.stream()
			.flatMap((group) -> group.members().stream())
			.map(RouteGroup.Member::route)
			.toList();
		return new Setup(routes, properties.rateLimit().maxWait(), properties.budget(), ModelCatalog.builtIn().date(),
				report);
	}

}
