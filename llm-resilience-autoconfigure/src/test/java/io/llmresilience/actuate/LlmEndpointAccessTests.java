package io.llmresilience.actuate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatService;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint as Spring Boot's access rules leave it.
 */
@LlmSimulatorTest
class LlmEndpointAccessTests {

	private static final String ROUTES = "llm.resilience.chat.routes=openai/gpt-4o-mini";

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoint.llm.access=read-only",
			"management.endpoints.access.max-permitted=read-only" })
	void whenOnlyReadingIsPermittedShouldAnswer405AndChangeNothing(String property, LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES, property)) {
			application.post("llm/openai", "{'operation':'pause'}").expectStatus().isEqualTo(405);
			application.get("llm/openai/gpt-4o-mini")
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("UP");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoint.llm.access=none", "management.endpoints.access.max-permitted=none" })
	void whenNothingIsPermittedShouldNotBeThere(String property, LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES, property)) {
			application.get("llm").expectStatus().isNotFound();
			application.post("llm/openai", "{'operation':'pause'}").expectStatus().isNotFound();
			assertThat(application.bean(ChatService.class).call("Hi").text()).isNotEmpty();
		}
	}

}
