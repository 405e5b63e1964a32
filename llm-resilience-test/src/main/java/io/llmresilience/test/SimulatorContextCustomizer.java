package io.llmresilience.test;

import java.util.Map;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Starts a simulator for an application context. All instances are equal, so that test
 * classes can share a context.
 */
record SimulatorContextCustomizer() implements ContextCustomizer {

	private static final String BEAN_NAME = "llmProviderSimulator";

	private static final String PROVIDERS = "llm.resilience.providers.";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		LlmProviderSimulator simulator = LlmProviderSimulator.start();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("simulatedLlmProviders", properties(simulator)));
		context.getBeanFactory().registerSingleton(BEAN_NAME, simulator);
		if (context.getBeanFactory() instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(BEAN_NAME, simulator::close);
		}
	}

	private static Map<String, Object> properties(LlmProviderSimulator simulator) {
		return Map.of(PROVIDERS + "openai.base-url", simulator.openAiBaseUrl(), PROVIDERS + "openai.api-key",
				simulator.apiKey(), PROVIDERS + "anthropic.base-url", simulator.anthropicBaseUrl(),
				PROVIDERS + "anthropic.api-key", simulator.apiKey());
	}

}
