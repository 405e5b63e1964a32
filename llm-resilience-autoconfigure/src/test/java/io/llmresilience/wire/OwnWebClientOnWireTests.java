package io.llmresilience.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.autoconfigure.LlmRateLimitFilterAutoConfiguration;
import io.llmresilience.autoconfigure.LlmRateLimitFilters;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A client of the application's own beside the chat service, under the same limits.
 */
class OwnWebClientOnWireTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String ROUTE = "openai/gpt-4o-mini";

	private static final String LIMIT = "llm.resilience.providers.openai.rate-limit.";

	private final LlmProviderSimulator simulator = LlmProviderSimulator.start();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private void start(String... properties) {
		TestPropertyValues
			.of("llm.resilience.providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=" + this.simulator.apiKey(),
					"llm.resilience.chat.routes=" + ROUTE, "llm.resilience.observation.log-success=false",
					"llm.resilience.observation.log-failure=false")
			.and(properties)
			.applyTo(this.context);
		this.context.registerBean(ReactorResourceFactory.class, SimulatedChat::ownThreads);
		this.context.register(ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class, LlmRateLimitFilterAutoConfiguration.class);
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.context.close();
		this.simulator.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenProviderAsksForQuietShouldKeepBothQuiet(boolean chatIsRefused) {
		start(LIMIT + "requests-per-minute=60000", "llm.resilience.retry.max-attempts=1");
		this.simulator.enqueue(Reply.status(429).header("retry-after-ms", "500"));
		StepVerifier.create(chatIsRefused ? chat() : own()).expectError().verify(PATIENCE);
		Flux.range(0, 10).flatMap((number) -> Mono.when(chat(), own())).blockLast(PATIENCE);
		Instant refused = this.simulator.requests().get(0).arrivedAt();
		assertThat(this.simulator.requests().subList(1, 21)).extracting(ReceivedRequest::arrivedAt)
			.allMatch((arrival) -> arrival.isAfter(refused.plusMillis(500)));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatOneSendsShouldCountForTheOther(boolean chatIsFirst) {
		start(LIMIT + "requests-per-minute=1", "llm.resilience.rate-limit.max-wait=0s");
		(chatIsFirst ? chat() : own()).block(PATIENCE);
		assertThatExceptionOfType(CallRefusedException.class)
			.isThrownBy(() -> (chatIsFirst ? own() : chat()).block(PATIENCE))
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT));
		assertThat(this.simulator.arrivals()).isEqualTo(1);
	}

	@Test
	void whenBodyIsBeingReadShouldBeInFlightUntilTheReaderLeaves() {
		start(LIMIT + "max-concurrent-calls=1");
		this.simulator.enqueue(Reply.text("one two three").stallAfterTokens(2));
		Disposable reader = read(limited()).subscribe();
		this.simulator.awaitOpenExchanges(1, PATIENCE);
		Mono<?> chat = chat().cache();
		chat.subscribe();
		assertThat(limits().inFlight()).isEqualTo(1);
		assertThat(limits().waiting()).isEqualTo(1);
		reader.dispose();
		chat.block(PATIENCE);
		assertThat(this.simulator.arrivals()).isEqualTo(2);
		assertThat(limits().inFlight()).isZero();
	}

	@Test
	void whenReaderLeavesBetweenHeadAndBodyShouldNotBeInFlight() throws InterruptedException {
		start(LIMIT + "max-concurrent-calls=1");
		CountDownLatch head = new CountDownLatch(1);
		Disposable reader = post(limited()).exchangeToMono((response) -> {
			head.countDown();
			return Mono.never();
		}).subscribe();
		assertThat(head.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(limits().inFlight()).isEqualTo(1);
		reader.dispose();
		assertThat(limits().inFlight()).isZero();
	}

	@Test
	void whenConnectionIsRefusedShouldNotCountTheRequest() {
		start(LIMIT + "requests-per-minute=1", "llm.resilience.rate-limit.max-wait=0s");
		this.simulator.refuseConnections();
		assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(() -> own().block(PATIENCE));
		this.simulator.acceptConnections();
		assertThat(own().block(PATIENCE)).isNotNull();
	}

	@ParameterizedTest
	@MethodSource("replies")
	void whateverComesShouldComeAsWithoutTheFilter(Supplier<Reply> reply) {
		start();
		this.simulator.enqueue(reply.get(), reply.get());
		String without = outcome(plain());
		assertThat(outcome(limited())).isEqualTo(without);
		assertThat(limits().inFlight()).isZero();
	}

	static Stream<Supplier<Reply>> replies() {
		return Stream.of(() -> Reply.text("one two three"), () -> Reply.text("one two three").splitBytes(),
				() -> Reply.status(429), Reply::quotaExhausted, Reply::overloaded, () -> Reply.html(502), Reply::htmlOk,
				Reply::emptyOk, Reply::reset, Reply::closeBeforeHeaders, () -> Reply.text("a b c").cutAfterTokens(2),
				() -> Reply.text("a b c").resetAfterTokens(2));
	}

	private static String outcome(WebClient client) {
		return post(client).retrieve()
			.toEntity(byte[].class)
			.map((answer) -> answer.getStatusCode() + " " + new String(answer.getBody(), StandardCharsets.UTF_8))
			.onErrorResume((failure) -> Mono.just(failure + " caused by " + failure.getCause()))
			.defaultIfEmpty("nothing")
			.block(PATIENCE)
			.replaceAll("\"id\":\"[^\"]*\"|\"created\":\\d+", "");
	}

	private Mono<?> chat() {
		return this.context.getBean(ChatService.class).send("Hi");
	}

	private Mono<?> own() {
		return post(limited()).retrieve().bodyToMono(String.class);
	}

	private Flux<DataBuffer> read(WebClient client) {
		return post(client).exchangeToFlux((response) -> response.body(BodyExtractors.toDataBuffers()))
			.doOnNext(DataBufferUtils::release);
	}

	private WebClient limited() {
		return plain().mutate().filter(this.context.getBean(LlmRateLimitFilters.class).forRoute(ROUTE)).build();
	}

	private WebClient plain() {
		return this.context.getBean(WebClient.Builder.class)
			.baseUrl(this.simulator.openAiBaseUrl())
			.defaultHeaders((headers) -> headers.setBearerAuth(this.simulator.apiKey()))
			.build();
	}

	private static WebClient.RequestHeadersSpec<?> post(WebClient client) {
		return client.post()
			.uri("/chat/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
	}

	private RateLimitSnapshot limits() {
		return this.context.getBean(RateLimiters.class)
			.snapshot()
			.stream()
			.filter((snapshot) -> snapshot.name().equals("openai"))
			.findFirst()
			.orElseThrow();
	}

}
