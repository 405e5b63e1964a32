package io.llmresilience.wire;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Two routes, as their providers see them.
 */
class FailoverOnWireTests {

	private static final SimulatedChat chat = SimulatedChat.start("retry.initial-interval=10ms");

	@BeforeEach
	void reset() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenFirstRouteFailsShouldAnswerWithTheNext(Wire wire) {
		chat.simulator().when((request) -> request.dialect() == Dialect.OPENAI, Reply.status(503));
		Outcome outcome = chat.ask(ChatRequest.of("Why is the sky blue?"), wire);
		assertThat(outcome.response().origin().route()).isEqualTo(SimulatedChat.ANTHROPIC);
		CallTrace trace = outcome.response().trace();
		assertThat(trace.routes()).containsExactly(SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC);
		assertThat(trace.attempts()).extracting("route", "number", "failure")
			.containsExactly(tuple(SimulatedChat.OPENAI, 1, FailureKind.OVERLOADED),
					tuple(SimulatedChat.OPENAI, 2, FailureKind.OVERLOADED), tuple(SimulatedChat.ANTHROPIC, 1, null));
	}

	@ParameterizedTest
	@EnumSource
	void whenAllRoutesFailShouldRaiseTheFirstFailureWithTheOthers(Wire wire) {
		chat.simulator().when((request) -> request.dialect() == Dialect.OPENAI, Reply.status(503));
		chat.simulator().always(Reply.status(500));
		Outcome outcome = chat.ask(ChatRequest.of("Why is the sky blue?"), wire);
		assertThat(outcome.providerProblem().route()).isEqualTo(SimulatedChat.OPENAI);
		assertThat(outcome.problem().getSuppressed()).singleElement()
			.hasFieldOrPropertyWithValue("route", SimulatedChat.ANTHROPIC)
			.hasFieldOrPropertyWithValue("kind", FailureKind.SERVER_ERROR);
		assertThat(outcome.problem().trace().attemptsMade()).isEqualTo(7);
	}

}
