package io.llmresilience.wire;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that an application repeats again and again, over real sockets.
 */
class LoopGuardOnWireTests {

	private static final ChatRequest REQUEST = ChatRequest.of("What next?");

	@Test
	void whenRequestIsRepeatedTooOftenShouldNotSendIt() {
		try (SimulatedChat chat = SimulatedChat.start("budget.loop-guard.max-repeats=4")) {
			assertThat(Stream.generate(() -> chat.ask(REQUEST, Wire.WHOLE)).limit(5).map(Outcome::failure))
				.containsOnlyNulls();
			assertThat(chat.ask(REQUEST, Wire.WHOLE).failure()).isInstanceOfSatisfying(LlmException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.LOOP_DETECTED));
			assertThat(chat.ask(ChatRequest.of("Something else?"), Wire.STREAMED).failure()).isNull();
			assertThat(chat.simulator().arrivals()).isEqualTo(6);
		}
	}

	@Test
	void whenCallIsRetriedAndFailsOverShouldCountItOnce() {
		try (SimulatedChat chat = SimulatedChat.start("budget.loop-guard.max-repeats=1", "retry.initial-interval=1ms",
				"fallback.max-attempts=3")) {
			chat.with(Dialect.OPENAI, Reply.status(500));
			assertThat(chat.ask(REQUEST, Wire.WHOLE).failure()).isNull();
			assertThat(chat.ask(REQUEST, Wire.WHOLE).failure()).isNull();
			assertThat(chat.ask(REQUEST, Wire.WHOLE).failure()).isInstanceOf(LlmException.class);
			assertThat(chat.arrivals(Dialect.OPENAI)).isEqualTo(6);
			assertThat(chat.arrivals(Dialect.ANTHROPIC)).isEqualTo(2);
		}
	}

}
