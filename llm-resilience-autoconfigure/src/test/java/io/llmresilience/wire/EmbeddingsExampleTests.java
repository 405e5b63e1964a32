package io.llmresilience.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import io.llmresilience.autoconfigure.LlmRateLimitFilterAutoConfiguration;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimiters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example in the documentation, against a provider that refuses what is too much.
 */
class EmbeddingsExampleTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private EmbeddingsServer server;

	private Embeddings start(EmbeddingsServer server, String... limits) {
		this.server = server;
		TestPropertyValues
			.of("llm.resilience.providers.openai.base-url=" + server.baseUrl(),
					"llm.resilience.providers.openai.api-key=sk", "llm.resilience.chat.routes=openai/gpt-4o-mini")
			.and(limits)
			.applyTo(this.context);
		this.context.registerBean(ReactorResourceFactory.class, SimulatedChat::ownThreads);
		this.context.register(ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class, LlmRateLimitFilterAutoConfiguration.class, Embeddings.class);
		this.context.refresh();
		Embeddings embeddings = this.context.getBean(Embeddings.class);
		embeddings.embed(List.of("loads classes")).block(PATIENCE);
		return embeddings;
	}

	@AfterEach
	void close() {
		this.context.close();
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void whenAThousandRequestsComeAtOnceShouldNotBeRefusedOnce() {
		Embeddings embeddings = start(new EmbeddingsServer(9000, 100_000_000, Duration.ofSeconds(4)),
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=9000",
				"llm.resilience.rate-limit.burst=1s");
		embedAtOnce(embeddings, 1000, "one text");
		assertThat(this.server.answered()).isEqualTo(1 + 1000);
		assertThat(this.server.refused()).isZero();
		assertThat(waited()).isPositive();
	}

	@Test
	void whenTokensAreShortShouldNotBeRefusedOnce() {
		Embeddings embeddings = start(new EmbeddingsServer(100_000, 1_200_000, Duration.ofSeconds(4)),
				"llm.resilience.providers.openai.rate-limit.tokens-per-minute=1200000",
				"llm.resilience.rate-limit.burst=1s");
		embedAtOnce(embeddings, 300, "x".repeat(1000));
		assertThat(this.server.answered()).isEqualTo(1 + 300);
		assertThat(this.server.refused()).isZero();
		assertThat(waited()).isPositive();
	}

	@Test
	void shouldDeliverTheVectors() {
		Embeddings embeddings = start(new EmbeddingsServer(6000, 100_000_000, Duration.ofSeconds(6)));
		List<Embeddings.Vector> vectors = embeddings.embed(List.of("a", "b", "c")).block(PATIENCE);
		assertThat(vectors).extracting(Embeddings.Vector::index).containsExactly(0, 1, 2);
		assertThat(vectors.get(2).embedding()).containsExactly(0.25f, -0.5f, 2f);
	}

	@Test
	void documentationShouldShowThisCode() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/llmresilience/wire/Embeddings.java"));
		String example = source.substring(source.indexOf("@Component"));
		assertThat(Files.readString(Path.of("../docs/rate-limits.md"))).contains("```java\n" + example + "```");
	}

	private static void embedAtOnce(Embeddings embeddings, int requests, String text) {
		Flux.range(0, requests).flatMap((number) -> embeddings.embed(List.of(text)), requests).then().block(PATIENCE);
	}

	private long waited() {
		return this.context.getBean(RateLimiters.class)
			.snapshot()
			.stream()
			.filter((snapshot) -> snapshot.name().equals("openai"))
			.mapToLong(RateLimitSnapshot::waited)
			.sum();
	}

}
