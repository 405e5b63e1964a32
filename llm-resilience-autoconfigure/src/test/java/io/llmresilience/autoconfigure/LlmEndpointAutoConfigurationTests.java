package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.ChatService;
import io.llmresilience.actuate.FailedCalls;
import io.llmresilience.actuate.LlmEndpoint;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When there is an endpoint.
 */
@LlmSimulatorTest
class LlmEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=llm";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, LlmResilienceAutoConfiguration.class,
				LlmEndpointAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk-simulator");

	@Test
	void whenExposedShouldCreateIt() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LlmEndpoint.class)
				.hasSingleBean(FailedCalls.class));
	}

	@Test
	void whenNotExposedShouldNotWatchCallsEither() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(LlmEndpoint.class)
			.doesNotHaveBean(FailedCalls.class));
	}

	@Test
	void whenAccessIsNoneShouldCreateNothing() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.llm.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpoint.class));
	}

	@Test
	void whenSwitchedOffShouldCreateNothing() {
		this.runner.withPropertyValues(EXPOSED, "llm.resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpoint.class));
	}

	@Test
	void whenUserHasAnEndpointShouldStandBack() {
		this.runner.withPropertyValues(EXPOSED)
			.withBean("own", FailedCalls.class, () -> new FailedCalls(InstantSource.system()))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(FailedCalls.class).hasBean("own"));
	}

	@Test
	void whenThereIsNoActuatorShouldStartWithoutIt(LlmProviderSimulator simulator) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LlmResilienceAutoConfiguration.class, LlmEndpointAutoConfiguration.class))
			.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini", EXPOSED,
					"llm.resilience.providers.openai.api-key=sk-simulator",
					"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl())
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpointAutoConfiguration.class);
				assertThat(context.getBean(ChatService.class).call("Hi").text()).isNotEmpty();
			});
	}

}
