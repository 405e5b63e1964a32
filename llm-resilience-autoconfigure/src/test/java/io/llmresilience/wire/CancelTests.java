package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A caller who leaves, and a call whose time is up, leave nothing behind.
 */
class CancelTests {

	private static final Duration PROMPT = Duration.ofMillis(100);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration DEADLINE = Duration.ofMillis(200);

	private static final SimulatedChat chat = SimulatedChat.start("retry.initial-interval=250ms",
			"retry.quota.capacity=1000000");

	private final LlmProviderSimulator simulator = chat.simulator();

	@BeforeEach
	void reset() {
		this.simulator.reset();
		this.simulator.awaitOpenExchanges(0, PATIENCE);
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void whenCallerLeavesBeforeTheAnswerBeginsShouldCloseAtOnce(Wire wire) {
		this.simulator.always(Reply.noHeaders());
		Punctuality.measure(() -> {
			Disposable call = start(SimulatedChat.to(SimulatedChat.OPENAI).build(), wire);
			int sequence = awaitArrival();
			assertClosesAtOnce(call, sequence);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenCallerLeavesBeforeTheFirstTokenShouldCloseAtOnce(String route) {
		this.simulator.always(Reply.pingsOnly(Duration.ofMillis(10)));
		Punctuality.measure(() -> {
			Disposable call = start(SimulatedChat.to(route).build(), Wire.STREAMED);
			int sequence = awaitArrival();
			assertClosesAtOnce(call, sequence);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenCallerLeavesInTheMiddleShouldCloseAtOnce(String route) {
		this.simulator.always(Reply.text("one two three").stallAfterTokens(2));
		Punctuality.measure(() -> {
			CountDownLatch tokens = new CountDownLatch(2);
			Disposable call = chat.service()
				.stream(SimulatedChat.to(route).build())
				.filter(ChatEvent::isContent)
				.subscribe((token) -> tokens.countDown());
			await(tokens);
			assertClosesAtOnce(call, this.simulator.arrivals());
		});
	}

	@Test
	void whenCallerLeavesWhileTokensFlowShouldCloseAtOnce() {
		this.simulator.always(Reply.text("word ".repeat(500).strip()).tokensPerSecond(500));
		chat.service().stream("Why?").filter(ChatEvent::isContent).take(5).blockLast(PATIENCE);
		this.simulator.awaitClosed(1, PATIENCE);
		this.simulator.awaitOpenExchanges(0, PROMPT);
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void whenCallerLeavesDuringAWaitShouldNotAskAgain(Wire wire) {
		this.simulator.always(Reply.overloaded());
		Disposable call = start(SimulatedChat.to(SimulatedChat.OPENAI).build(), wire);
		this.simulator.awaitArrivals(1, PATIENCE);
		this.simulator.awaitOpenExchanges(0, PATIENCE);
		call.dispose();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.simulator.awaitArrivals(2, Duration.ofMillis(350)));
	}

	@ParameterizedTest
	@MethodSource("stalls")
	void deadlineShouldEndEveryStallAndCloseTheConnection(Reply stall) {
		this.simulator.always(stall);
		for (String route : List.of(SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC)) {
			for (Wire wire : Wire.values()) {
				Punctuality.measure(() -> assertDeadline(SimulatedChat.to(route).timeout(DEADLINE).build(), wire));
			}
		}
	}

	static List<Reply> stalls() {
		return List.of(Reply.noHeaders(), Reply.pingsOnly(Duration.ofMillis(20)),
				Reply.text("one two three").stallAfterTokens(2),
				Reply.text("one two three").trickle(Duration.ofMillis(20)));
	}

	private void assertDeadline(ChatRequest request, Wire wire) {
		int before = this.simulator.arrivals();
		Outcome outcome = chat.ask(request, wire);
		assertThat(outcome.problem().kind()).isEqualTo(FailureKind.DEADLINE);
		assertThat(outcome.problem().partialText()).isEqualTo(outcome.text());
		Punctuality.assertEndsAt(outcome.took(), DEADLINE);
		this.simulator.awaitClosed(before + 1, PATIENCE);
		this.simulator.awaitOpenExchanges(0, PROMPT);
		assertThat(this.simulator.arrivals() - before).isOne();
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void deadlineShouldCountOverAllAttempts(Wire wire) {
		this.simulator.always(Reply.overloaded().headersAfter(Duration.ofMillis(150)));
		ChatRequest request = SimulatedChat.to(SimulatedChat.OPENAI).timeout(Duration.ofMillis(500)).build();
		Outcome outcome = chat.ask(request, wire);
		assertThat(outcome.answered()).isFalse();
		assertThat(this.simulator.arrivals()).isEqualTo(2);
		Punctuality.assertEndsBy(outcome.took(), Duration.ofMillis(500));
	}

	private int awaitArrival() {
		this.simulator.awaitOpenExchanges(1, PATIENCE);
		return this.simulator.arrivals();
	}

	private void assertClosesAtOnce(Disposable call, int sequence) {
		long start = System.nanoTime();
		call.dispose();
		this.simulator.awaitClosed(sequence, PATIENCE);
		this.simulator.awaitOpenExchanges(0, PATIENCE);
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		assertThat(this.simulator.arrivals()).isEqualTo(sequence);
		Punctuality.assertEndsBy(took, PROMPT);
	}

	private static Disposable start(ChatRequest request, Wire wire) {
		return (wire == Wire.STREAMED) ? chat.service().stream(request).subscribe()
				: chat.service().send(request).subscribe();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

}
