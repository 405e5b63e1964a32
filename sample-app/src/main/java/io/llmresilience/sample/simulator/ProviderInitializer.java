package io.llmresilience.sample.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Decides what is behind the sample before anything binds: the providers that are
 * configured or have a key in the environment, else a simulator. What it contributes has
 * the lowest precedence, so that every property of the user's wins.
 */
class ProviderInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

	private static final Logger logger = LoggerFactory.getLogger(ProviderInitializer.class);

	private static final List<Vendor> VENDORS = List.of(
			new Vendor("anthropic", "ANTHROPIC_API_KEY", "anthropic/claude-sonnet-5-5"),
			new Vendor("openai", "OPENAI_API_KEY", "openai/gpt-6-luna"));

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		Map<String, Object> properties = new HashMap<>(keys(environment));
		List<String> providers = providers(environment, properties);
		if (providers.isEmpty()) {
			SimulatedProviders simulated = SimulatedProviders.start();
			context.registerBean(SimulatedProviders.class, () -> simulated);
			properties.putAll(simulated.properties());
		}
		List<String> routes = routes(providers);
		if (!routes.isEmpty()) {
			properties.put("llm.resilience.chat.routes", String.join(",", routes));
		}
		environment.getPropertySources().addLast(new MapPropertySource("sampleProviders", properties));
		logger.info("Behind this sample: {}", providers.isEmpty()
				? "the provider simulator; set ANTHROPIC_API_KEY or OPENAI_API_KEY for the real ones" : providers);
	}

	private static Map<String, String> keys(ConfigurableEnvironment environment) {
		Map<String, String> keys = new HashMap<>();
		for (Vendor vendor : VENDORS) {
			String key = environment.resolvePlaceholders("${" + vendor.keyVariable() + ":}");
			if (isGiven(key)) {
				keys.put("llm.resilience.providers." + vendor.name() + ".api-key", key);
			}
		}
		return keys;
	}

	private static List<String> providers(ConfigurableEnvironment environment, Map<String, Object> keys) {
		Stream<String> configured = Binder.get(environment)
			.bind("llm.resilience.providers", Bindable.mapOf(String.class, Provider.class))
			.orElseGet(Map::of)
			.entrySet()
			.stream()
			.filter((provider) -> provider.getValue().isConfigured())
			.map(Map.Entry::getKey);
		Stream<String> withKey = VENDORS.stream()
			.map(Vendor::name)
			.filter((name) -> keys.containsKey("llm.resilience.providers." + name + ".api-key"));
		return Stream.concat(configured, withKey).distinct().sorted().toList();
	}

	private static List<String> routes(List<String> providers) {
		return VENDORS.stream()
			.filter((vendor) -> providers.isEmpty() || providers.contains(vendor.name()))
			.map(Vendor::route)
			.toList();
	}

	private static boolean isGiven(@Nullable String value) {
		return StringUtils.hasText(value) && !value.contains("${");
	}

	private record Vendor(String name, String keyVariable, String route) {

	}

	record Provider(@Nullable String apiKey, @Nullable String baseUrl) {

		boolean isConfigured() {
			return isGiven(this.apiKey) || isGiven(this.baseUrl);
		}

		@Override
		public String toString() {
			return "Provider[" + this.baseUrl + "]";
		}

	}

}
