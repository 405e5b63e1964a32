package io.llmresilience.actuate;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

/**
 * What probes see when no route can serve.
 */
@LlmSimulatorTest
class LlmHealthProbesTests {

	private static final String ROUTES = "llm.resilience.chat.routes=openai/gpt-4o-mini";

	private static final String PROBES = "management.endpoint.health.probes.enabled=true";

	@Test
	void whenNoRouteCanServeProbesShouldNotCare(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES, PROBES)) {
			application.operate("openai", "pause");
			application.get("health")
				.expectStatus()
				.isEqualTo(503)
				.expectBody()
				.jsonPath("$.components.llm.status")
				.isEqualTo("DOWN")
				.jsonPath("$.components.llm.details.routes['openai/gpt-4o-mini'].state")
				.isEqualTo("PAUSED")
				.jsonPath("$.components.llm.details.routes['openai/gpt-4o-mini'].since")
				.exists();
			for (String group : List.of("liveness", "readiness")) {
				application.get("health/" + group)
					.expectStatus()
					.isOk()
					.expectBody()
					.jsonPath("$.components.llm")
					.doesNotExist();
			}
		}
	}

	@Test
	void whenReadinessIncludesItShouldBeOutOfServiceAndAlive(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES, PROBES,
				"management.endpoint.health.group.readiness.include=readinessState,llm")) {
			application.get("health/readiness").expectStatus().isOk();
			application.operate("openai", "open-circuit");
			application.get("health/readiness").expectStatus().isEqualTo(503);
			application.get("health/liveness").expectStatus().isOk();
			application.operate("openai", "close-circuit");
			application.get("health/readiness").expectStatus().isOk();
		}
	}

	@Test
	void whenNothingIsMeantForEverybodyShouldKeepDetailsBack(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES,
				"management.endpoint.health.show-details=never")) {
			application.get("health").expectStatus().isOk().expectBody().json("{\"status\":\"UP\"}");
			application.get("health").expectBody().jsonPath("$.components").doesNotExist();
		}
	}

}
