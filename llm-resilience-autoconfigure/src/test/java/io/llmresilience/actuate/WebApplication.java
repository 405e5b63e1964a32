package io.llmresilience.actuate;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.LlmException;
import io.llmresilience.test.LlmProviderSimulator;

/**
 * An application with Actuator on a port of its own, against the simulator. One at a
 * time: they share threads, which the first one that closes stops.
 */
final class WebApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final WebTestClient client;

	/**
	 * Start it.
	 * @param simulator the provider
	 * @param properties properties besides those that every test needs, which may be
	 * overridden
	 */
	WebApplication(LlmProviderSimulator simulator, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("spring.main.banner-mode=off", "server.address=127.0.0.1", "server.port=0",
					"management.endpoints.web.exposure.include=health,llm",
					"management.endpoint.llm.access=unrestricted", "management.endpoint.health.show-details=always",
					"llm.resilience.retry.max-attempts=1", "llm.resilience.circuit-breaker.window=2",
					"llm.resilience.circuit-breaker.minimum-calls=2", "llm.resilience.circuit-breaker.open-for=60s",
					"llm.resilience.circuit-breaker.max-open-for=60s",
					"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=" + simulator.apiKey(),
					"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
					"llm.resilience.providers.anthropic.api-key=" + simulator.apiKey())
			.run(Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new));
		this.client = WebTestClient.bindToServer().responseTimeout(Duration.ofSeconds(30)).build();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Make a call and forget how it ends.
	 */
	void call(String route) {
		try {
			bean(ChatService.class).call(ChatRequest.builder().user("Hi").route(route).build());
		}
		catch (LlmException ex) {
			// The endpoint tells of it
		}
	}

	WebTestClient.ResponseSpec get(String path) {
		return this.client.get().uri(uri(path)).exchange();
	}

	WebTestClient.ResponseSpec post(String path, String body) {
		return this.client.post()
			.uri(uri(path))
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body.replace('\'', '"'))
			.exchange();
	}

	/**
	 * Keeps what is encoded in a path as it is.
	 */
	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port")
				+ "/actuator/" + path);
	}

	WebTestClient.BodyContentSpec operate(String name, String operation) {
		return post("llm/" + name, "{'operation':'" + operation + "'}").expectStatus().isOk().expectBody();
	}

	String body(String path) {
		byte[] body = get(path).expectBody().returnResult().getResponseBody();
		return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
