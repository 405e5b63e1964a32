package io.llmresilience.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.llmresilience.ChatService;
import io.llmresilience.LlmException;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a provider with real limits sees of us.
 */
class RateLimitOnWireTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private LlmProviderSimulator simulator;

	private ChatService start(LlmProviderSimulator simulator, String... properties) {
		this.simulator = simulator;
		TestPropertyValues
			.of("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=" + simulator.apiKey(),
					"llm.resilience.chat.routes=openai/gpt-4o-mini", "llm.resilience.observation.log-success=false",
					"llm.resilience.observation.log-failure=false")
			.and(properties)
			.applyTo(this.context);
		this.context.register(ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class);
		this.context.refresh();
		return this.context.getBean(ChatService.class);
	}

	@AfterEach
	void close() {
		this.context.close();
		this.simulator.close();
	}

	@Test
	void whenAThousandCallsComeAtOnceShouldNotBeRefusedOnce() {
		ChatService chat = start(
				LlmProviderSimulator.builder().rateLimit(12_000, 100_000_000).burst(Duration.ofSeconds(6)).start(),
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=12000");
		List<String> outcomes = outcomes(chat, Flux.range(0, 1000), 1000);
		assertThat(outcomes).hasSize(1000).containsOnly("OK");
		assertThat(this.simulator.arrivals()).isEqualTo(1000);
	}

	@Test
	void whenMoreIsOfferedThanAllowedShouldSendWhatIsAllowed() {
		ChatService chat = start(
				LlmProviderSimulator.builder().rateLimit(3000, 100_000_000).burst(Duration.ofSeconds(6)).start(),
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=3000",
				"llm.resilience.rate-limit.burst=1s");
		List<String> outcomes = outcomes(chat, Flux.interval(Duration.ofMillis(10)).take(250), 1000);
		assertThat(outcomes).hasSize(250).containsOnly("OK");
		assertThat(this.simulator.arrivals()).isEqualTo(250);
	}

	@Test
	void whenProviderAsksForQuietShouldBeQuietAndThenNotBeRefusedAgain() {
		ChatService chat = start(
				LlmProviderSimulator.builder().rateLimit(1200, 100_000_000).burst(Duration.ofSeconds(6)).start(),
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=1200");
		chat.call("Hi");
		this.simulator.reset();
		this.simulator.enqueue(Reply.rateLimited(Duration.ofSeconds(3)).headersAfter(Duration.ofMillis(300)));
		assertThat(outcomes(chat, Flux.range(0, 200), 200)).hasSize(200).containsOnly("OK");
		List<Instant> arrivals = this.simulator.requests().stream().map(ReceivedRequest::arrivedAt).toList();
		Instant refused = arrivals.get(0).plusMillis(300);
		assertThat(arrivals).hasSize(201)
			.noneMatch(
					(arrival) -> arrival.isAfter(refused.plusSeconds(1)) && arrival.isBefore(refused.plusSeconds(3)));
	}

	@Test
	void whenApplicationStopsShouldRefuseWhoeverWaits() {
		ChatService chat = start(LlmProviderSimulator.start(),
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=5");
		chat.call("Hi");
		CompletableFuture<List<String>> waiting = CompletableFuture.supplyAsync(() -> outcomes(chat, Flux.just(1), 1));
		while (this.context.getBean(RateLimiters.class).snapshot().get(0).waiting() == 0) {
			Thread.onSpinWait();
		}
		this.context.stop();
		assertThat(waiting).succeedsWithin(PATIENCE).isEqualTo(List.of("SHUTDOWN"));
		assertThat(outcomes(chat, Flux.just(1), 1)).containsExactly("SHUTDOWN");
	}

	@Test
	@Tag("load")
	void twiceTheQuotaForAMinute() {
		ChatService chat = start(
				LlmProviderSimulator.builder().rateLimit(600, 100_000_000).burst(Duration.ofSeconds(6)).start(),
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=600",
				"llm.resilience.rate-limit.max-wait=70s", "llm.resilience.rate-limit.max-queue=5000");
		List<String> outcomes = outcomes(chat, Flux.interval(Duration.ofMillis(50)).take(1200), 2000);
		assertThat(outcomes).hasSize(1200).containsOnly("OK");
		assertThat(this.simulator.arrivals()).isEqualTo(1200);
	}

	private static List<String> outcomes(ChatService chat, Flux<?> calls, int inFlight) {
		return calls.onBackpressureBuffer()
			.flatMap((call) -> chat.send("Hi")
				.map((response) -> "OK")
				.onErrorResume(LlmException.class, (failure) -> Mono.just(failure.kind().name())), inFlight)
			.collectList()
			.block(PATIENCE);
	}

}
