package io.llmresilience.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static io.llmresilience.test.SimulatorAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

@SpringJUnitConfig(SimulatedLlmProvidersTests.Application.class)
@SimulatedLlmProviders
@Timeout(20)
class SimulatedLlmProvidersTests {

	@Autowired
	private LlmProviderSimulator simulator;

	@Autowired
	private Environment environment;

	@Test
	void shouldPointTheProvidersToTheSimulator() {
		assertThat(this.environment.getProperty("llm.resilience.providers.openai.base-url"))
			.isEqualTo(this.simulator.openAiBaseUrl());
		assertThat(this.environment.getProperty("llm.resilience.providers.openai.api-key"))
			.isEqualTo(this.simulator.apiKey());
		assertThat(this.environment.getProperty("llm.resilience.providers.anthropic.base-url"))
			.isEqualTo(this.simulator.anthropicBaseUrl());
		assertThat(this.environment.getProperty("llm.resilience.providers.anthropic.api-key"))
			.isEqualTo(this.simulator.apiKey());
	}

	@Test
	void shouldStartFreshInOneTest() throws Exception {
		callOnce();
	}

	@Test
	void shouldStartFreshInAnotherTest() throws Exception {
		callOnce();
	}

	private void callOnce() throws Exception {
		assertThat(this.simulator).receivedNothing();
		Calls.send(new Calls(this.simulator).call(Dialect.OPENAI, true));
		assertThat(this.simulator).received(1);
	}

	@Test
	void contextCustomizersShouldBeEqualSoThatContextsAreShared() {
		assertThat(new SimulatorContextCustomizer()).isEqualTo(new SimulatorContextCustomizer());
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
