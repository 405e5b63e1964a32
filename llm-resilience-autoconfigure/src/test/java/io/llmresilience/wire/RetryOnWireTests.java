package io.llmresilience.wire;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What retries look like to the provider, with the rules as configured.
 */
class RetryOnWireTests {

	private static final SimulatedChat chat = SimulatedChat.start("retry.initial-interval=20ms",
			"retry.max-interval=20ms", "retry.max-server-wait=2s", "retry.quota.capacity=1000000");

	@BeforeEach
	void reset() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@MethodSource("transientFaults")
	void fiveAttemptsShouldBeFiveRequests(Reply fault) {
		chat.simulator().always(fault);
		for (Wire wire : Wire.values()) {
			int before = chat.simulator().arrivals();
			Outcome outcome = chat.ask(SimulatedChat.OPENAI, wire);
			assertThat(outcome.problem().trace().attempts()).hasSize(5);
			assertThat(chat.simulator().arrivals() - before).isEqualTo(5);
		}
	}

	static List<Reply> transientFaults() {
		return List.of(Reply.status(500), Reply.html(502), Reply.overloaded(), Reply.status(529), Reply.status(504),
				Reply.rateLimited().header("retry-after-ms", "20"), Reply.reset(), Reply.closeBeforeHeaders(),
				Reply.badJson(), Reply.htmlOk(), Reply.emptyOk(), Reply.text("a b").endAfterTokens(0));
	}

	@ParameterizedTest
	@MethodSource("lastingFaults")
	void whatWaitingDoesNotHelpShouldBeAskedOnce(Reply fault) {
		chat.simulator().always(fault);
		for (String route : List.of(SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC)) {
			int before = chat.simulator().arrivals();
			assertThat(chat.ask(route, Wire.STREAMED).answered()).isFalse();
			assertThat(chat.simulator().arrivals() - before).isOne();
		}
	}

	static List<Reply> lastingFaults() {
		return List.of(Reply.status(400), Reply.status(401), Reply.status(402), Reply.status(403), Reply.status(404),
				Reply.status(413), Reply.status(422), Reply.quotaExhausted(), Reply.contextWindowExceeded(),
				Reply.contentFiltered(), Reply.overloaded().header("x-should-retry", "false"));
	}

	@Test
	void whenProviderAsksForARetryOfItsOwn400ShouldGrantOne() {
		chat.simulator().always(Reply.status(400).header("x-should-retry", "true"));
		assertThat(chat.ask(SimulatedChat.OPENAI, Wire.WHOLE).problem().kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(chat.simulator().arrivals()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "429, retry-after-ms, 300, 300", "429, retry-after, 1, 1000", "503, retry-after-ms, 300, 300" })
	void hintShouldBeAMinimumWithATenthOnTop(int status, String header, String value, long millis) {
		Punctuality.measure(() -> {
			chat.reset();
			chat.simulator().enqueue(Reply.status(status).header(header, value));
			Outcome outcome = chat.ask(SimulatedChat.OPENAI, Wire.STREAMED);
			assertThat(outcome.response().trace().attempts().get(1).waitReason()).isEqualTo(WaitReason.HINT);
			Punctuality.assertEndsAt(chat.gapAfter(1), Duration.ofMillis(millis));
		});
	}

	@Test
	void withoutHintShouldWaitBetweenThreeQuartersAndTheWholeOfTheInterval() {
		try (SimulatedChat slower = SimulatedChat.start("retry.initial-interval=200ms", "retry.multiplier=2")) {
			Punctuality.measure(() -> {
				slower.reset();
				slower.simulator().enqueue(Reply.overloaded(), Reply.reset());
				Outcome outcome = slower.ask(SimulatedChat.ANTHROPIC, Wire.WHOLE);
				assertThat(outcome.response().trace().attempts()).extracting("waitReason")
					.containsExactly(WaitReason.NONE, WaitReason.BACKOFF, WaitReason.BACKOFF);
				Punctuality.assertEndsBetween(slower.gapAfter(1), Duration.ofMillis(150), Duration.ofMillis(200));
				Punctuality.assertEndsBetween(slower.gapAfter(2), Duration.ofMillis(300), Duration.ofMillis(400));
			});
		}
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void whenHintIsLongerThanAllowedShouldGiveUpAtOnceAndPassItOn(Wire wire) {
		chat.simulator().always(Reply.rateLimited(Duration.ofSeconds(3)));
		Punctuality.measure(() -> {
			int before = chat.simulator().arrivals();
			Outcome outcome = chat.ask(SimulatedChat.OPENAI, wire);
			assertThat(outcome.problem().retryAfter()).isEqualTo(Duration.ofSeconds(3));
			assertThat(chat.simulator().arrivals() - before).isOne();
			Punctuality.assertEndsBy(outcome.took(), Duration.ofMillis(100));
		});
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void whenHintIsLongerThanTheDeadlineShouldGiveUpAtOnceAndPassItOn(Wire wire) {
		chat.simulator().always(Reply.rateLimited(Duration.ofSeconds(2)));
		ChatRequest request = SimulatedChat.to(SimulatedChat.ANTHROPIC).timeout(Duration.ofMillis(1500)).build();
		Punctuality.measure(() -> {
			int before = chat.simulator().arrivals();
			Outcome outcome = chat.ask(request, wire);
			assertThat(outcome.problem().kind()).isEqualTo(FailureKind.RATE_LIMITED);
			assertThat(outcome.problem().retryAfter()).isEqualTo(Duration.ofSeconds(2));
			assertThat(chat.simulator().arrivals() - before).isOne();
			Punctuality.assertEndsBy(outcome.took(), Duration.ofMillis(100));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenContentWasDeliveredShouldNotAskAgain(String route) {
		chat.simulator().enqueue(Reply.text("one two three").cutAfterTokens(1));
		Outcome outcome = chat.ask(route, Wire.STREAMED);
		assertThat(outcome.problem().partialText()).isEqualTo(outcome.text()).isEqualTo("one");
		assertThat(chat.simulator().arrivals()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenContentWasHeldBackShouldAskAgainAndRepeatNothing(String route) {
		Reply answer = Reply.text("one two three");
		chat.simulator()
			.enqueue(answer.cutAfterTokens(1), answer.endAfterTokens(2), answer.resetAfterTokens(2),
					answer.badJsonAfterTokens(3), answer);
		Outcome outcome = chat.ask(SimulatedChat.to(route).onInterruption(InterruptionMode.BUFFER).build(),
				Wire.STREAMED);
		assertThat(outcome.response().text()).isEqualTo(outcome.text()).isEqualTo("one two three");
		assertThat(chat.simulator().arrivals()).isEqualTo(5);
	}

	@Test
	void waitsShouldHoldNoThread() {
		int calls = 500;
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		Reply[] overloaded = new Reply[calls];
		Arrays.fill(overloaded, Reply.overloaded().header("retry-after-ms", "1000"));
		chat.simulator().enqueue(overloaded);
		int before = threads.getThreadCount();
		CompletableFuture<List<ChatResponse>> answers = Flux.range(0, calls)
			.flatMap((call) -> chat.service().send("Why?"), calls)
			.collectList()
			.toFuture();
		chat.simulator().awaitArrivals(calls, Duration.ofSeconds(10));
		assertThat(threads.getThreadCount() - before).isLessThan(5);
		assertThat(answers).succeedsWithin(Duration.ofSeconds(20))
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(calls);
		assertThat(chat.simulator().arrivals()).isEqualTo(2 * calls);
	}

}
