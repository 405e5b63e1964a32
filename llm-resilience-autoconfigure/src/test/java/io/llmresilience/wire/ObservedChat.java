package io.llmresilience.wire;

import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatService;
import io.llmresilience.RecordedSpans;
import io.llmresilience.test.LlmProviderSimulator;

/**
 * A whole application with meters, Prometheus and OpenTelemetry's traces, that calls two
 * simulated providers.
 */
final class ObservedChat implements AutoCloseable {

	private final LlmProviderSimulator simulator = LlmProviderSimulator.start();

	private final ConfigurableApplicationContext context;

	ObservedChat(String... properties) {
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.tracing.sampling.probability=1",
					"llm.resilience.chat.routes=anthropic/claude-sonnet-5-5,openai/gpt-6-luna",
					"llm.resilience.retry.initial-interval=1ms", "llm.resilience.observation.labels=feature",
					"llm.resilience.models[0].id=openai/gpt-6-luna", "llm.resilience.models[0].price.input=1",
					"llm.resilience.models[0].price.output=5",
					"llm.resilience.providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=" + this.simulator.apiKey(),
					"llm.resilience.providers.anthropic.base-url=" + this.simulator.anthropicBaseUrl(),
					"llm.resilience.providers.anthropic.api-key=" + this.simulator.apiKey())
			.properties(properties)
			.run();
	}

	LlmProviderSimulator simulator() {
		return this.simulator;
	}

	ChatService service() {
		return bean(ChatService.class);
	}

	ObservationRegistry observations() {
		return bean(ObservationRegistry.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Return the span of a name.
	 */
	SpanData span(String name) {
		return bean(RecordedSpans.class).all()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void close() {
		this.context.close();
		this.simulator.close();
		System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RecordedSpans spans() {
			return new RecordedSpans();
		}

		@Bean
		SimpleSpanProcessor spanProcessor(RecordedSpans spans) {
			return (SimpleSpanProcessor) SimpleSpanProcessor.create(spans);
		}

	}

}
