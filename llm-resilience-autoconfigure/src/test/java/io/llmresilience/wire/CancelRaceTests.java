package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Whenever a caller leaves, nothing stays open behind it.
 */
class CancelRaceTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int CALLS = 300;

	private static final int LATEST_MICROS = 4000;

	private static final SimulatedChat chat = SimulatedChat.start();

	private final LlmProviderSimulator simulator = chat.simulator();

	@AfterAll
	static void close() {
		chat.close();
	}

	static List<Reply> replies() {
		return List.of(Reply.pingsOnly(Duration.ofMillis(1)), Reply.noHeaders(),
				Reply.text("one two three").stallAfterTokens(2),
				Reply.text("one two three").headersAfter(Duration.ofMillis(1)));
	}

	@ParameterizedTest
	@MethodSource("replies")
	void whenCallersLeaveAtAnyMomentShouldCloseAtOnce(Reply reply) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		this.simulator.reset();
		this.simulator.always(reply);
		for (int i = 0; i < CALLS; i++) {
			String route = random.nextBoolean() ? SimulatedChat.OPENAI : SimulatedChat.ANTHROPIC;
			Wire wire = (random.nextInt(4) == 0) ? Wire.WHOLE : Wire.STREAMED;
			leaveAfter(TimeUnit.MICROSECONDS.toNanos(random.nextInt(LATEST_MICROS)), route, wire);
			assertThatCode(() -> this.simulator.awaitOpenExchanges(0, PATIENCE)).as("seed %s", seed)
				.doesNotThrowAnyException();
		}
	}

	private static void leaveAfter(long nanos, String route, Wire wire) {
		long leavesAt = System.nanoTime() + nanos;
		ChatRequest request = SimulatedChat.to(route).build();
		Disposable call = ((wire == Wire.WHOLE) ? chat.service().send(request).flux() : chat.service().stream(request))
			.subscribe((event) -> {
			}, (failure) -> {
			});
		while (System.nanoTime() < leavesAt) {
			Thread.onSpinWait();
		}
		call.dispose();
	}

}
