package io.llmresilience.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.ratelimit.Demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link RateLimitExchangeFilter}.
 */
class RateLimitExchangeFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(7);

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final URI ADDRESS = URI.create("http://localhost/v1/embeddings");

	private static final ClientRequest REQUEST = ClientRequest.create(HttpMethod.POST, ADDRESS)
		.attribute("tokens", 42)
		.build();

	private final RecordingLimiter limiter = new RecordingLimiter();

	private final TestPublisher<ClientResponse> provider = TestPublisher.create();

	private final TestPublisher<DataBuffer> body = TestPublisher.create();

	@Test
	void whenNobodySubscribesShouldNotAsk() {
		filtered((request) -> this.provider.mono());
		assertThat(this.limiter.asks).isEmpty();
	}

	@Test
	void whenSubscribedShouldAskForWhatTheRequestTakes() {
		filtered((request) -> this.provider.mono()).subscribe();
		assertThat(this.limiter.asks).containsExactly(new RecordingLimiter.Ask(Demand.of(42, 0), NOW, PATIENCE));
	}

	@Test
	void whenPermitIsNotThereShouldNotSend() {
		filtered(this.limiter.waiting(), (request) -> this.provider.mono()).subscribe();
		this.provider.assertWasNotSubscribed();
		this.limiter.permits.emit(this.limiter);
		this.provider.assertWasSubscribed();
	}

	@Test
	void whenRefusedShouldSendNothingAndFailWithTheRefusal() {
		CallRefusedException refusal = new CallRefusedException(FailureKind.RATE_LIMIT_WAIT, "openai/m", "no");
		StepVerifier.create(filtered(this.limiter.waiting(), (request) -> this.provider.mono()))
			.then(() -> this.limiter.permits.error(refusal))
			.expectErrorSatisfies((failure) -> assertThat(failure).isSameAs(refusal))
			.verify(LIMIT);
		this.provider.assertWasNotSubscribed();
		assertThat(this.limiter.ends).isEmpty();
	}

	@Test
	void whenCancelledWhileWaitingShouldLeaveTheQueue() {
		filtered(this.limiter.waiting(), (request) -> this.provider.mono()).subscribe().dispose();
		this.limiter.permits.assertCancelled();
		this.provider.assertWasNotSubscribed();
	}

	@Test
	void whenDemandFailsShouldSendNothing() {
		IllegalStateException broken = new IllegalStateException("broken");
		StepVerifier.create(filtered((request) -> {
			throw broken;
		}, (request) -> this.provider.mono()))
			.expectErrorSatisfies((failure) -> assertThat(failure).isSameAs(broken))
			.verify(LIMIT);
		assertThat(this.limiter.asks).isEmpty();
		this.provider.assertWasNotSubscribed();
	}

	@Test
	void whenDemandIsNullShouldSaySo() {
		StepVerifier.create(filtered((request) -> null, (request) -> this.provider.mono()))
			.expectErrorMessage("'demand' must not return null")
			.verify(LIMIT);
	}

	@Test
	void whenHeadArrivesShouldLearnAndStayInFlight() {
		filtered(responding(200, "x-ratelimit-limit-requests", "500")).subscribe();
		assertThat(this.limiter.lessons).extracting((limits) -> limits.requests().limit()).containsExactly(500L);
		assertThat(this.limiter.ends).isEmpty();
	}

	@Test
	void whenBodyIsReadShouldSettleBeforeItsEndIsPassedOn() {
		List<List<String>> seen = new ArrayList<>();
		read(200).doOnComplete(() -> seen.add(List.copyOf(this.limiter.ends))).subscribe();
		this.body.next(buffer("{}"));
		assertThat(this.limiter.ends).isEmpty();
		this.body.complete();
		assertThat(seen).containsExactly(List.of("settle"));
		assertThat(this.limiter.ends).containsExactly("settle");
	}

	@Test
	void whenThereIsNoBodyShouldSettle() {
		StepVerifier.create(read(204)).then(this.body::complete).expectComplete().verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly("settle");
	}

	@Test
	void whenBodyIsReleasedShouldSettle() {
		StepVerifier.create(filtered(responding(200)).flatMap(ClientResponse::releaseBody))
			.then(() -> this.body.next(buffer("{}")).complete())
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly("settle");
	}

	@Test
	void whenBodyBreaksShouldKeepBeforeTheFailureIsPassedOn() {
		IOException failure = new IOException("Connection reset");
		List<List<String>> seen = new ArrayList<>();
		StepVerifier.create(read(200).doOnError((error) -> seen.add(List.copyOf(this.limiter.ends))))
			.then(() -> this.body.next(buffer("{")).error(failure))
			.expectNextCount(1)
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		assertThat(seen).containsExactly(List.of("keep"));
	}

	@Test
	void whenCancelledInTheBodyShouldKeepOnceAndCancelTheBody() {
		StepVerifier.create(read(200))
			.then(() -> this.body.next(buffer("{")))
			.expectNextCount(1)
			.thenCancel()
			.verify(LIMIT);
		this.body.assertCancelled();
		assertThat(this.limiter.ends).containsExactly("keep");
	}

	@ParameterizedTest
	@CsvSource({ "200, keep", "429, throttled PT3S ROUTE", "500, keep" })
	void whenCancelledBetweenHeadAndBodyShouldJudgeByTheHead(int status, String end) {
		filtered(responding(status, "retry-after", "3")).flatMap((response) -> Mono.never()).subscribe().dispose();
		assertThat(this.limiter.ends).containsExactly(end);
		this.body.assertWasNotSubscribed();
	}

	@Test
	void whenCancelledBeforeTheHeadShouldKeep() {
		filtered((request) -> this.provider.mono()).subscribe().dispose();
		this.provider.assertCancelled();
		assertThat(this.limiter.ends).containsExactly("keep");
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void errorShouldEndThePermitByItsMeaning(int status, String hint, String text, String end) {
		List<List<String>> seen = new ArrayList<>();
		StepVerifier
			.create(filtered(responding(status, "retry-after", hint)).flatMapMany(RateLimitExchangeFilterTests::buffers)
				.doOnComplete(() -> seen.add(List.copyOf(this.limiter.ends))))
			.then(() -> inPieces(text).forEach(this.body::next))
			.then(this.body::complete)
			.expectNextCount(2)
			.expectComplete()
			.verify(LIMIT);
		assertThat(seen).containsExactly(List.of(end));
		assertThat(this.limiter.ends).containsExactly(end);
	}

	static Stream<Arguments> refusals() {
		String rate = """
				{"error":{"code":"rate_limit_exceeded","message":"Rate limit reached. Please try again in 1.5s."}}""";
		String quota = """
				{"error":{"code":"insufficient_quota","message":"You exceeded your current quota."}}""";
		String tooLarge = """
				{"error":{"code":"rate_limit_exceeded","message":"Request too large for m on tokens per min."}}""";
		return Stream.of(arguments(429, "2", rate, "throttled PT2S ROUTE"),
				arguments(429, "", rate, "throttled PT1.5S ROUTE"), arguments(429, "2", "", "throttled PT2S ROUTE"),
				arguments(429, "", "", "throttled null ROUTE"),
				arguments(429, "", "<html>slow down</html>", "throttled null ROUTE"),
				arguments(429, "9", "<html>You are being rate limited</html>", "throttled PT9S PROVIDER"),
				arguments(429, "2", quota, "keep"), arguments(429, "", tooLarge, "keep"),
				arguments(503, "2", "", "keep"), arguments(500, "", rate, "throttled PT1.5S ROUTE"),
				arguments(400, "", "{}", "keep"), arguments(401, "", "", "keep"));
	}

	@Test
	void whenAnErrorsBodyBreaksShouldJudgeByWhatHasPassed() {
		StepVerifier.create(read(429))
			.then(() -> this.body.next(buffer("{\"error\":{\"code\":\"insufficient_quota\"}}")))
			.expectNextCount(1)
			.then(() -> this.body.error(new IOException("Connection reset")))
			.expectError(IOException.class)
			.verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly("keep");
	}

	@Test
	void whenAnErrorIsLongShouldPassAllAndJudgeByItsBeginning() {
		String text = "{\"error\":{\"code\":\"insufficient_quota\"}}" + " ".repeat(1 << 20);
		StepVerifier.create(read(429).map(DataBuffer::readableByteCount).reduce(0, Integer::sum))
			.then(() -> this.body.next(buffer(text)).next(buffer(text)).complete())
			.expectNext(2 * text.length())
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly("keep");
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureShouldEndThePermitByWhatWasSent(Throwable failure, String end) {
		StepVerifier.create(filtered((request) -> this.provider.mono()))
			.then(() -> this.provider.error(failure))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly(end);
	}

	static Stream<Arguments> failures() {
		return Stream.of(arguments(inRequest(new ConnectException("Connection refused")), "refund"),
				arguments(inRequest(new UnknownHostException("nowhere.invalid")), "refund"),
				arguments(inRequest(new IOException("Connection reset")), "keep"),
				arguments(new IllegalStateException("broken"), "keep"),
				arguments(new CallRefusedException(FailureKind.QUEUE_FULL, null, "by another filter"), "refund"));
	}

	@Test
	void whenNextThrowsShouldKeep() {
		StepVerifier.create(filtered((request) -> {
			throw new IllegalStateException("broken");
		})).expectError(IllegalStateException.class).verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly("keep");
	}

	@Test
	void whenNobodyAnswersShouldKeep() {
		StepVerifier.create(filtered((request) -> Mono.empty())).expectComplete().verify(LIMIT);
		assertThat(this.limiter.ends).containsExactly("keep");
	}

	@Test
	void whenSubscribedAgainShouldAskAgain() {
		StepVerifier
			.create(filtered((request) -> Mono.error(inRequest(new ConnectException("Connection refused")))).retry(2))
			.expectError(WebClientRequestException.class)
			.verify(LIMIT);
		assertThat(this.limiter.asks).hasSize(3);
		assertThat(this.limiter.ends).containsExactly("refund", "refund", "refund");
	}

	@ParameterizedTest
	@CsvSource({ "200", "429" })
	void bodyShouldPassAsItIs(int status) {
		long seed = 20261122L + status;
		Random random = new Random(seed);
		List<DataBuffer> sent = Stream.generate(() -> random(random)).limit(50).toList();
		List<String> before = sent.stream().map(RateLimitExchangeFilterTests::hex).toList();
		List<DataBuffer> read = new ArrayList<>();
		read(status).subscribe(read::add);
		sent.forEach(this.body::next);
		assertThat(read).as("seed %d", seed).usingElementComparator((a, b) -> (a == b) ? 0 : 1).isEqualTo(sent);
		assertThat(read).as("seed %d", seed).extracting(RateLimitExchangeFilterTests::hex).isEqualTo(before);
	}

	@Test
	void headShouldPassAsItIs() {
		StepVerifier.create(filtered((request) -> Mono.just(ClientResponse.create(HttpStatusCode.valueOf(418))
			.header("x-any", "a", "b")
			.cookie("crumb", "c")
			.build()))).assertNext((response) -> {
				assertThat(response.statusCode().value()).isEqualTo(418);
				assertThat(response.headers().header("x-any")).containsExactly("a", "b");
				assertThat(response.cookies().getFirst("crumb").getValue()).isEqualTo("c");
			}).expectComplete().verify(LIMIT);
	}

	@Test
	void whenContentTypeIsBrokenShouldPassTheBodyAllTheSame() {
		StepVerifier
			.create(filtered(responding(200, "content-type", "nonsense"))
				.flatMapMany(RateLimitExchangeFilterTests::buffers))
			.then(() -> this.body.next(buffer("a")).complete())
			.expectNextCount(1)
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenConsumerIsSlowShouldNotReadAhead() {
		StepVerifier.create(read(429), 0)
			.thenRequest(2)
			.then(() -> this.body.assertMinRequested(2).assertMaxRequested(2))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void whenMaxWaitIsNegativeShouldSaySo() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RateLimitExchangeFilter(this.limiter, Dialects.of("openai"),
					(request) -> Demand.of(0, 0), Duration.ofSeconds(-1), InstantSource.system()))
			.withMessage("'maxWait' must not be negative, but is PT-1S; zero means that no request waits");
	}

	private Flux<DataBuffer> read(int status) {
		return filtered(responding(status)).flatMapMany(RateLimitExchangeFilterTests::buffers);
	}

	private Mono<ClientResponse> filtered(ExchangeFunction next) {
		return filtered(this.limiter, next);
	}

	private static Mono<ClientResponse> filtered(RecordingLimiter limiter, ExchangeFunction next) {
		return filter(limiter, (request) -> Demand.of((int) request.attribute("tokens").orElseThrow(), 0))
			.filter(REQUEST, next);
	}

	private Mono<ClientResponse> filtered(Function<ClientRequest, Demand> demand, ExchangeFunction next) {
		return filter(this.limiter, demand).filter(REQUEST, next);
	}

	private static RateLimitExchangeFilter filter(RecordingLimiter limiter, Function<ClientRequest, Demand> demand) {
		return new RateLimitExchangeFilter(limiter, Dialects.of("openai"), demand, PATIENCE, InstantSource.fixed(NOW));
	}

	private ExchangeFunction responding(int status, String... header) {
		return (request) -> Mono.fromCallable(() -> {
			ClientResponse.Builder response = ClientResponse.create(HttpStatusCode.valueOf(status));
			if (header.length == 2) {
				response.header(header[0], header[1]);
			}
			return response.body(this.body.flux()).build();
		});
	}

	private static Flux<DataBuffer> buffers(ClientResponse response) {
		return response.body(BodyExtractors.toDataBuffers());
	}

	private static List<DataBuffer> inPieces(String text) {
		int half = text.length() / 2;
		return List.of(buffer(text.substring(0, half)), buffer(text.substring(half)));
	}

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static DataBuffer random(Random random) {
		byte[] bytes = new byte[1 + random.nextInt(100)];
		random.nextBytes(bytes);
		DataBuffer buffer = DefaultDataBufferFactory.sharedInstance.wrap(bytes);
		return buffer.readPosition(random.nextInt(bytes.length));
	}

	private static String hex(DataBuffer buffer) {
		StringBuilder hex = new StringBuilder();
		for (int i = buffer.readPosition(); i < buffer.writePosition(); i++) {
			hex.append(String.format("%02x", buffer.getByte(i)));
		}
		return hex.toString();
	}

	private static WebClientRequestException inRequest(Throwable failure) {
		return new WebClientRequestException(failure, HttpMethod.POST, ADDRESS, new HttpHeaders());
	}

}
