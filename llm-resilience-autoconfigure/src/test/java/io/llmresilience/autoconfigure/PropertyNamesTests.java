package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names that nothing binds stop the start, however deep they lie, and all others do not.
 */
class PropertyNamesTests {

	private static final String P = "llm.resilience.";

	private static final String YAML = """
			llm.resilience:
			  providers:
			    openai: {api-key: x, headers: {x-team.name: search}}
			  models:
			    - id: openai/gpt-4o
			      rateLimit: {REQUESTS_PER_MINUTE: 100}
			      price: {input: 1, output: 2, serviceTiers: {flex.large: 0.5}}
			  budget.limits:
			    per-tenant: {limit: 1, alertAt: [0.5, 1.0]}
			  chat.routes: [openai/gpt-4o]
			""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "timout.connect", "chat.route", "chat.timeout.call", "models[0].prise.input",
			"models[0].rate-limit.foo", "models[0].rate-limit.requests-per-minute.foo", "models[0].price.inptu",
			"models[0].price.long-prompt.abvoe", "models[0].timeout.frist-token", "models[1].rate-limit.foo",
			"models.gpt.id", "budget.limits.daily.foo", "budget.limits.daily.alert-at[0].foo",
			"budget.loop-guard.max-repeat", "history.summary.rout", "providers.openai.rate-limit.foo",
			"providers.openai.apikey.foo" })
	void whenNameIsUnknownShouldNotStart(String name) {
		this.runner.withInitializer(PropertyNamesTests::addYaml)
			.withPropertyValues(P + "models[0].id=openai/gpt-4o", P + "models[1].id=openai/gpt-4o-mini",
					P + "models[0].price.input=1", P + "budget.limits.daily.limit=5", P + name + "=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.message()
				.contains("The elements [" + P + name + "] were left unbound"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "REQUESTS_PER_MINUTE: 100>REQUESTS_PER_MINUT: 100", "input: 1>inptu: 1",
			"alertAt: [0.5, 1.0]>alertsAt: [0.5, 1.0]", "api-key: x>api-kye: x" })
	void whenNameInYamlIsUnknownShouldNotStart(String edit) {
		String[] parts = edit.split(">");
		this.runner.withInitializer((context) -> addYaml(context, YAML.replace(parts[0], parts[1])))
			.run((context) -> assertThat(context).getFailure().rootCause().message().contains("were left unbound"));
	}

	@Test
	void namesMayBeRelaxedAndKeysFree() {
		this.runner.withInitializer(PropertyNamesTests::addYaml).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAnotherSourceReplacesTheListNamesOfTheFirstShouldStillBeKnown() {
		this.runner.withInitializer(PropertyNamesTests::addYaml)
			.withPropertyValues(P + "models[0].id=openai/gpt-4o-mini")
			.run((context) -> assertThat(context.getBean(LlmResilienceProperties.class).models()).hasSize(1)
				.allSatisfy((model) -> assertThat(model.price()).isNull()));
	}

	@Test
	void environmentVariablesShouldBind() {
		Map<String, Object> variables = Map.of("LLM_RESILIENCE_MODELS_0_ID", "openai/gpt-4o-mini",
				"LLM_RESILIENCE_MODELS_0_RATELIMIT_REQUESTSPERMINUTE", "60", "LLM_RESILIENCE_NOBODY_KNOWS", "me");
		this.runner.withInitializer(PropertyNamesTests::addYaml)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								variables)))
			.run((context) -> assertThat(context.getBean(LlmResilienceProperties.class).models()).singleElement()
				.satisfies((model) -> assertThat(model.rateLimit().requestsPerMinute()).isEqualTo(60)));
	}

	private static void addYaml(ConfigurableApplicationContext context) {
		addYaml(context, YAML);
	}

	private static void addYaml(ConfigurableApplicationContext context, String yaml) {
		try {
			for (PropertySource<?> source : new YamlPropertySourceLoader().load("application.yml",
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
				context.getEnvironment().getPropertySources().addLast(source);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
