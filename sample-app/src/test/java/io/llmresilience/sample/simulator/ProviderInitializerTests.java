package io.llmresilience.sample.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderInitializer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProviderInitializerTests {

	private static final String PROVIDERS = "llm.resilience.providers.";

	@Test
	void whenNothingIsConfiguredShouldStartTheSimulatorForBothProviders() {
		try (GenericApplicationContext context = initialized(Map.of(), Map.of())) {
			assertThat(context.getBean(SimulatedProviders.class).fault()).isNull();
			assertThat(property(context, PROVIDERS + "openai.base-url")).startsWith("http://127.0.0.1:")
				.endsWith("/v1");
			assertThat(property(context, PROVIDERS + "anthropic.base-url")).startsWith("http://127.0.0.1:");
			assertThat(routes(context)).containsExactly("anthropic/claude-sonnet-5-5", "openai/gpt-6-luna");
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI_API_KEY,openai,openai/gpt-6-luna", "ANTHROPIC_API_KEY,anthropic,anthropic/claude-sonnet-5-5" })
	void whenOneKeyIsInTheEnvironmentShouldUseThatProviderOnly(String variable, String provider, String route) {
		try (GenericApplicationContext context = initialized(Map.of(variable, "sk-mine"), Map.of())) {
			assertThat(context.getBeanNamesForType(SimulatedProviders.class)).isEmpty();
			assertThat(property(context, PROVIDERS + provider + ".api-key")).isEqualTo("sk-mine");
			assertThat(routes(context)).containsExactly(route);
		}
	}

	@Test
	void whenBothKeysAreInTheEnvironmentShouldUseBothProviders() {
		try (GenericApplicationContext context = initialized(
				Map.of("OPENAI_API_KEY", "sk-1", "ANTHROPIC_API_KEY", "sk-2"), Map.of())) {
			assertThat(routes(context)).containsExactly("anthropic/claude-sonnet-5-5", "openai/gpt-6-luna");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "${OPENAI_API_KEY_OF_NOBODY}" })
	void whenKeyIsBlankOrUnresolvedShouldStartTheSimulator(String key) {
		try (GenericApplicationContext context = initialized(Map.of("OPENAI_API_KEY", key),
				Map.of(PROVIDERS + "openai.api-key", key))) {
			assertThat(context.getBeanNamesForType(SimulatedProviders.class)).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-key", "base-url", "apiKey", "baseUrl" })
	void whenAProviderIsConfiguredByPropertyShouldNotStartTheSimulator(String property) {
		try (GenericApplicationContext context = initialized(Map.of(), Map.of(PROVIDERS + "openai." + property, "x"))) {
			assertThat(context.getBeanNamesForType(SimulatedProviders.class)).isEmpty();
			assertThat(routes(context)).containsExactly("openai/gpt-6-luna");
		}
	}

	@Test
	void whenAProviderIsConfiguredByVariableShouldNotStartTheSimulator() {
		try (GenericApplicationContext context = initialized(
				Map.of("LLM_RESILIENCE_PROVIDERS_ANTHROPIC_APIKEY", "sk-mine"), Map.of())) {
			assertThat(context.getBeanNamesForType(SimulatedProviders.class)).isEmpty();
			assertThat(routes(context)).containsExactly("anthropic/claude-sonnet-5-5");
		}
	}

	@Test
	void whenRoutesAreConfiguredShouldKeepThem() {
		try (GenericApplicationContext context = initialized(Map.of(),
				Map.of("llm.resilience.chat.routes[0]", "openai/gpt-4o"))) {
			assertThat(context.getBeanNamesForType(SimulatedProviders.class)).hasSize(1);
			assertThat(routes(context)).containsExactly("openai/gpt-4o");
		}
	}

	@Test
	void whenKeyIsConfiguredShouldWinOverTheEnvironment() {
		try (GenericApplicationContext context = initialized(Map.of("OPENAI_API_KEY", "sk-environment"),
				Map.of(PROVIDERS + "openai.api-key", "sk-property"))) {
			assertThat(property(context, PROVIDERS + "openai.api-key")).isEqualTo("sk-property");
		}
	}

	@Test
	void startShouldSayWhatIsBehindAndNeverTheKey(CapturedOutput output) {
		try (GenericApplicationContext context = initialized(Map.of("OPENAI_API_KEY", "sk-mine"), Map.of())) {
			assertThat(property(context, PROVIDERS + "openai.api-key")).isEqualTo("sk-mine");
			assertThat(output).contains("Behind this sample: [openai]").doesNotContain("sk-mine");
		}
	}

	private static GenericApplicationContext initialized(Map<String, Object> variables,
			Map<String, Object> properties) {
		GenericApplicationContext context = new GenericApplicationContext();
		MutablePropertySources sources = context.getEnvironment().getPropertySources();
		sources.forEach((source) -> sources.remove(source.getName()));
		sources.addLast(new MapPropertySource("properties", new HashMap<>(properties)));
		sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", new HashMap<>(variables)));
		ConfigurationPropertySources.attach(context.getEnvironment());
		new ProviderInitializer().initialize(context);
		context.refresh();
		return context;
	}

	private static String property(GenericApplicationContext context, String name) {
		return context.getEnvironment().getProperty(name);
	}

	private static List<String> routes(GenericApplicationContext context) {
		return List.of(Binder.get(context.getEnvironment()).bind("llm.resilience.chat.routes", String[].class).get());
	}

}
