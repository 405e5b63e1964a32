package io.llmresilience.wire;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A minute of more calls than a provider allows, in real time. Every test prints what it
 * has seen.
 */
@Tag("load")
class RateLimitLoadTests {

	private static final int PER_MINUTE = 600;

	private static final int TOKENS_PER_MINUTE = 1_000_000;

	private static final Duration BURST = Duration.ofSeconds(6);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration ANSWER = Duration.ofMillis(300);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private LlmProviderSimulator simulator;

	private ChatService chat;

	private void start(LlmProviderSimulator.Builder builder, String route, String... properties) {
		this.simulator = builder.recordRequests(false).defaultReply(Reply.text("Yes").headersAfter(ANSWER)).start();
		TestPropertyValues
			.of("llm.resilience.providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=" + this.simulator.apiKey(),
					"llm.resilience.providers.anthropic.base-url=" + this.simulator.anthropicBaseUrl(),
					"llm.resilience.providers.anthropic.api-key=" + this.simulator.apiKey(),
					"llm.resilience.chat.routes=" + route, "llm.resilience.chat.timeout=10m",
					"llm.resilience.rate-limit.max-wait=5m", "llm.resilience.rate-limit.max-queue=10000",
					"llm.resilience.observation.log-success=false", "llm.resilience.observation.log-failure=false")
			.and(properties)
			.applyTo(this.context);
		this.context.register(ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class);
		this.context.refresh();
		this.chat = this.context.getBean(ChatService.class);
	}

	private LlmProviderSimulator.Builder limited() {
		return LlmProviderSimulator.builder().rateLimit(PER_MINUTE, TOKENS_PER_MINUTE).burst(BURST);
	}

	@AfterEach
	void close() {
		this.context.close();
		this.simulator.close();
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-mini, 2", "openai/gpt-4o-mini, 3", "anthropic/claude-sonnet-4-5, 2" })
	void whenLimitsAreKnownShouldUseThemWithoutOneRefusal(String route, int times) {
		start(limited(), route,
				"llm.resilience.providers." + provider(route) + ".rate-limit.requests-per-minute=" + PER_MINUTE);
		int afterAMinute = offer(times, "Hi");
		report("known limits, " + times + " times the quota to " + route, afterAMinute);
		assertThat(afterAMinute).isGreaterThanOrEqualTo(PER_MINUTE * 99 / 100);
		assertThat(this.failed).hasValue(0);
		assertThat(this.simulator.arrivals()).isEqualTo(this.answered.get());
	}

	@Test
	void whenCallsAreSmallAndLargeShouldServeBothAlike() {
		start(LlmProviderSimulator.builder().rateLimit(PER_MINUTE, 60_000).burst(BURST), "openai/gpt-4o-mini",
				"llm.resilience.providers.openai.rate-limit.requests-per-minute=" + PER_MINUTE,
				"llm.resilience.providers.openai.rate-limit.tokens-per-minute=60000");
		int[] small = new int[2];
		int[] large = new int[2];
		double[] shares = new double[2];
		Mono.delay(MINUTE).subscribe((tick) -> {
			shares[0] = (double) large[1] / large[0];
			shares[1] = (double) small[1] / small[0];
		});
		Flux.interval(Duration.ofMillis(100))
			.take(PER_MINUTE)
			.onBackpressureBuffer()
			.flatMap((tick) -> mixed(tick % 5 == 0, (tick % 5 == 0) ? large : small), 20_000)
			.blockLast(MINUTE.multipliedBy(3));
		double ofLarge = shares[0];
		double ofSmall = shares[1];
		System.out.printf("mixed: %.3f of the large and %.3f of the small calls answered within the minute%n", ofLarge,
				ofSmall);
		assertThat(ofLarge).isBetween(ofSmall - 0.02, ofSmall + 0.02).isLessThan(0.95);
		assertThat(this.failed).hasValue(0);
		assertThat(this.simulator.arrivals()).isEqualTo(PER_MINUTE);
	}

	private Flux<?> mixed(boolean large, int[] counts) {
		String message = large ? "Why is the sky blue? ".repeat(60) : "Hi";
		counts[0]++;
		return this.chat.send(ChatRequest.builder().user(message).maxTokens(64).build()).doOnSuccess((response) -> {
			this.answered.incrementAndGet();
			synchronized (counts) {
				counts[1]++;
			}
		}).doOnError((failure) -> this.failed.incrementAndGet()).onErrorComplete().flux();
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5" })
	void whenHeadersTellTheLimitsShouldLearnThem(String route) {
		start(limited(), route);
		int afterAMinute = offer(2, "Hi");
		report("limits from headers, " + route, afterAMinute);
		assertThat(afterAMinute).isGreaterThanOrEqualTo(PER_MINUTE * 95 / 100);
		assertThat(this.simulator.arrivals() - this.answered.get()).isLessThanOrEqualTo(5);
		assertThat(this.failed).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5" })
	void whenNothingTellsTheLimitsShouldRarelyBeRefused(String route) {
		start(limited().withoutRateLimitHeaders(), route);
		AtomicInteger answeredBefore = new AtomicInteger();
		AtomicInteger arrivalsBefore = new AtomicInteger();
		Flux.interval(Duration.ofSeconds(10)).take(1).subscribe((tick) -> {
			answeredBefore.set(this.answered.get() + this.simulator.openExchanges());
			arrivalsBefore.set(this.simulator.arrivals());
		});
		int afterAMinute = offer(2, "Hi");
		int requests = this.simulator.arrivals() - arrivalsBefore.get();
		int refused = requests - (this.answered.get() - answeredBefore.get());
		report("no headers, " + refused + " of " + requests + " refused after ten seconds, " + route, afterAMinute);
		assertThat(refused).isLessThanOrEqualTo(requests * 5 / 100);
		assertThat(this.failed).hasValue(0);
	}

	@Test
	void whenLimitIsTinyShouldSendOneEveryTwelveSeconds() {
		start(LlmProviderSimulator.builder().rateLimit(5, TOKENS_PER_MINUTE).burst(Duration.ofSeconds(12)),
				"openai/gpt-4o-mini", "llm.resilience.models[0].id=openai/gpt-4o-mini",
				"llm.resilience.models[0].rate-limit.requests-per-minute=5");
		Flux.range(0, 4).flatMap((call) -> send("Hi"), 4).blockLast(MINUTE);
		report("five a minute", this.answered.get());
		assertThat(this.answered).hasValue(4);
		assertThat(this.simulator.arrivals()).isEqualTo(4);
	}

	@Test
	void whenAPromptIsLargerThanTheBurstShouldSendItWhenTheBucketIsFull() {
		start(LlmProviderSimulator.builder().rateLimit(PER_MINUTE, 12_000).burst(MINUTE), "openai/gpt-4o-mini",
				"llm.resilience.providers.openai.rate-limit.tokens-per-minute=12000");
		String large = "Why is the sky blue? ".repeat(1000);
		Flux.range(0, 2).flatMap((call) -> send(large), 2).blockLast(MINUTE);
		report("prompts larger than the burst", this.answered.get());
		assertThat(this.answered).hasValue(2);
		assertThat(this.simulator.arrivals()).isEqualTo(2);
	}

	/**
	 * Offer a multiple of the quota for a minute and wait for the last answer.
	 * @return how many were answered within the minute
	 */
	private int offer(int times, String message) {
		AtomicInteger afterAMinute = new AtomicInteger();
		Flux.interval(MINUTE).take(1).subscribe((tick) -> afterAMinute.set(this.answered.get()));
		Flux.interval(Duration.ofMillis(60_000 / PER_MINUTE / times))
			.take((long) PER_MINUTE * times)
			.onBackpressureBuffer()
			.flatMap((tick) -> send(message), 20_000)
			.blockLast(MINUTE.multipliedBy(times + 3));
		return afterAMinute.get();
	}

	private Flux<?> send(String message) {
		return this.chat.send(message)
			.doOnSuccess((response) -> this.answered.incrementAndGet())
			.doOnError((failure) -> this.failed.incrementAndGet())
			.onErrorComplete()
			.flux();
	}

	private void report(String what, int afterAMinute) {
		System.out.printf("%s: %d answered within the minute, %d in all, %d failed, %d requests%n", what, afterAMinute,
				this.answered.get(), this.failed.get(), this.simulator.arrivals());
	}

	private static String provider(String route) {
		return route.substring(0, route.indexOf('/'));
	}

}
