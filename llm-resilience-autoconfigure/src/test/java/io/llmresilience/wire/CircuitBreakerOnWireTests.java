package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.WatchedTimer;
import io.llmresilience.circuitbreaker.CircuitBreakerSettings;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a provider that keeps failing sees of us. The circuits' time passes when a test
 * says so.
 */
class CircuitBreakerOnWireTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int OPENS_AFTER = 10;

	private static final Duration OPEN_FOR = Duration.ofSeconds(5);

	private static final WatchedTimer time = new WatchedTimer();

	private static final CircuitBreakers circuits = new CircuitBreakers(new CircuitBreakerSettings(0.6,
			Duration.ofSeconds(60), 0.8, OPENS_AFTER, 20, OPEN_FOR, Duration.ofSeconds(60), 2), time, time,
			new Random(), (transition) -> {
			});

	private static final SimulatedChat chat = SimulatedChat.start(
			(context) -> context.registerBean(CircuitBreakers.class, () -> circuits), "retry.max-attempts=1",
			"rate-limit.mode=enforce", "models[0].id=openai/slow", "models[0].rate-limit.requests-per-minute=120");

	@BeforeEach
	void reset() {
		chat.reset();
		circuits.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whenRouteKeepsFailingShouldStopAskingAndRefuseAtOnce(Reply failure) {
		chat.simulator().always(failure);
		open(SimulatedChat.OPENAI, Wire.STREAMED);
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(SimulatedChat.OPENAI, Wire.STREAMED);
			assertThat(outcome.problem()).isInstanceOf(CallRefusedException.class);
			assertThat(outcome.problem().kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
			assertThat(outcome.problem().retryAfter()).isBetween(Duration.ofMillis(3750), OPEN_FOR);
			Punctuality.assertEndsBy(outcome.took(), Duration.ZERO);
		});
		assertThat(chat.simulator().arrivals()).isEqualTo(OPENS_AFTER);
	}

	static List<Reply> failures() {
		return List.of(Reply.status(500), Reply.html(502), Reply.overloaded(), Reply.reset(), Reply.badJson(),
				Reply.htmlOk(), Reply.text("a b c").cutAfterTokens(1));
	}

	@ParameterizedTest
	@MethodSource("complaints")
	void whenProviderBlamesTheCallerShouldGoOnAsking(Reply complaint) {
		chat.simulator().always(complaint);
		IntStream.range(0, 30).forEach((call) -> chat.ask(SimulatedChat.OPENAI, Wire.WHOLE));
		assertThat(chat.simulator().arrivals()).isEqualTo(30);
	}

	static List<Reply> complaints() {
		return List.of(Reply.status(400), Reply.status(401), Reply.status(403), Reply.status(404), Reply.status(413),
				Reply.status(422), Reply.quotaExhausted(), Reply.contextWindowExceeded(), Reply.contentFiltered());
	}

	@Test
	void whenProviderSaysTooManyRequestsShouldStayClosed() {
		try (SimulatedChat limited = SimulatedChat.start("retry.max-attempts=1", "rate-limit.mode=observe",
				"circuit-breaker.window=4", "circuit-breaker.minimum-calls=4")) {
			limited.simulator().always(Reply.rateLimited());
			IntStream.range(0, 30)
				.forEach((call) -> assertThat(limited.ask(SimulatedChat.OPENAI, Wire.WHOLE).problem().kind())
					.isEqualTo(FailureKind.RATE_LIMITED));
			assertThat(limited.simulator().arrivals()).isEqualTo(30);
		}
	}

	@Test
	void whenOneRouteFailsShouldGoOnAskingTheOther() {
		chat.simulator().when((request) -> request.path().contains("chat/completions"), Reply.overloaded());
		open(SimulatedChat.OPENAI, Wire.WHOLE);
		assertThat(chat.ask(SimulatedChat.ANTHROPIC, Wire.WHOLE).answered()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void whenProviderHasRecoveredShouldServeAgainAfterTheOpenTime(Wire wire) {
		chat.simulator().always(Reply.overloaded());
		open(SimulatedChat.ANTHROPIC, wire);
		chat.simulator().reset();
		time.pass(OPEN_FOR.toMillis());
		IntStream.range(0, 5)
			.forEach((call) -> assertThat(chat.ask(SimulatedChat.ANTHROPIC, wire).answered()).isTrue());
		assertThat(chat.simulator().arrivals()).isEqualTo(5);
	}

	@Test
	void whenProviderStillFailsShouldAskTwicePerOpenTimeOnly() {
		chat.simulator().always(Reply.overloaded());
		open(SimulatedChat.OPENAI, Wire.WHOLE);
		for (int round = 1; round <= 3; round++) {
			time.pass(OPEN_FOR.toMillis());
			IntStream.range(0, 10).forEach((call) -> chat.ask(SimulatedChat.OPENAI, Wire.WHOLE));
			assertThat(chat.simulator().arrivals()).isEqualTo(OPENS_AFTER + 2 * round);
		}
	}

	@Test
	void whenProbesAreUnderWayShouldRefuseEverybodyElse() {
		chat.simulator().always(Reply.overloaded());
		open(SimulatedChat.OPENAI, Wire.WHOLE);
		chat.simulator().reset();
		chat.simulator().always(Reply.noHeaders());
		time.pass(OPEN_FOR.toMillis());
		Disposable probes = Flux.range(0, 2).flatMap((call) -> chat.service().send("Why?")).subscribe();
		chat.simulator().awaitArrivals(2, PATIENCE);
		assertThat(chat.ask(SimulatedChat.OPENAI, Wire.STREAMED).problem().kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
		probes.dispose();
		chat.simulator().always(Reply.text("because"));
		assertThat(chat.ask(SimulatedChat.OPENAI, Wire.STREAMED).answered()).isTrue();
	}

	@Test
	void openCircuitShouldEndTheAttempts() {
		try (SimulatedChat stubborn = SimulatedChat.start("retry.max-attempts=50", "retry.initial-interval=1ms",
				"retry.max-interval=1ms", "circuit-breaker.minimum-calls=6")) {
			stubborn.simulator().always(Reply.overloaded());
			List<CallTrace.Attempt> attempts = stubborn.ask(SimulatedChat.OPENAI, Wire.WHOLE)
				.problem()
				.trace()
				.attempts();
			assertThat(attempts).extracting(CallTrace.Attempt::outcome).containsOnly("OVERLOADED");
			assertThat(stubborn.simulator().arrivals()).isEqualTo(attempts.size()).isLessThan(20);
		}
	}

	@Test
	void whenCircuitOpensCallsThatWaitForTheirRateLimitShouldBeRefusedAtOnce() {
		chat.simulator().always(Reply.overloaded().headersAfter(Duration.ofMillis(200)));
		long start = System.nanoTime();
		List<FailureKind> kinds = Flux.range(0, 40)
			.flatMap((call) -> kind("openai/slow"), 40)
			.collectList()
			.block(PATIENCE);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		int sent = chat.simulator().arrivals();
		assertThat(sent).isBetween(OPENS_AFTER, OPENS_AFTER + 5);
		assertThat(kinds).filteredOn(FailureKind.OVERLOADED::equals).hasSize(sent);
		assertThat(kinds).filteredOn(FailureKind.CIRCUIT_OPEN::equals).hasSize(40 - sent);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenNoFirstTokenComesShouldOpenUnlessTheCallersWereInAHurry(boolean hurry) {
		try (SimulatedChat silent = SimulatedChat.start("retry.max-attempts=1", "timeout.first-token=200ms",
				"circuit-breaker.window=4", "circuit-breaker.minimum-calls=4")) {
			silent.simulator().always(Reply.noFirstToken());
			ChatRequest request = SimulatedChat.to(SimulatedChat.OPENAI).build();
			ChatRequest hurried = SimulatedChat.to(SimulatedChat.OPENAI)
				.timeouts(new ChatRequest.Timeouts(null, Duration.ofMillis(20), null, null))
				.build();
			IntStream.range(0, 4).forEach((call) -> silent.ask(hurry ? hurried : request, Wire.STREAMED));
			assertThat(silent.ask(request, Wire.STREAMED).problem().kind())
				.isEqualTo(hurry ? FailureKind.TIMEOUT : FailureKind.CIRCUIT_OPEN);
		}
	}

	private static Mono<FailureKind> kind(String route) {
		return chat.service()
			.send(SimulatedChat.to(route).build())
			.then(Mono.<FailureKind>empty())
			.onErrorResume(LlmException.class, (failure) -> Mono.just(failure.kind()));
	}

	private static void open(String route, Wire wire) {
		for (int call = 0; call < OPENS_AFTER; call++) {
			assertThat(chat.ask(route, wire).providerProblem().kind().retryable()).isTrue();
		}
	}

}
