package io.llmresilience.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.actuate.ProviderSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When keys are kept out of Actuator's answers.
 */
class LlmSecretsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmSecretsAutoConfiguration.class));

	@Test
	void whenActuatorIsThereShouldHideThem() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ProviderSecrets.class));
	}

	@Test
	void whenSwitchedOffShouldHideThemAllTheSame() {
		this.runner.withPropertyValues("llm.resilience.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(ProviderSecrets.class));
	}

	@Test
	void whenApplicationHidesMoreShouldGoBesideIt() {
		this.runner.withBean("own", SanitizingFunction.class, SanitizingFunction::sanitizeValue)
			.run((context) -> assertThat(context.getBeansOfType(SanitizingFunction.class)).hasSize(2));
	}

	@Test
	void whenApplicationHasItsOwnShouldBackOff() {
		this.runner.withBean("own", ProviderSecrets.class)
			.run((context) -> assertThat(context).hasSingleBean(ProviderSecrets.class).hasBean("own"));
	}

	@Test
	void whenThereIsNoActuatorShouldStartWithoutIt() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("llmProviderSecrets"));
	}

}
