package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.fallback.CoolDowns;
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

	@Test
	void whenALimitWouldMakeItWaitForTooLongShouldGoOn() {
		try (SimulatedChat limited = SimulatedChat.start("fallback.patience=100ms", "rate-limit.burst=1s",
				"providers.openai.rate-limit.requests-per-minute=60")) {
			List<String> routes = Flux.range(0, 10)
				.flatMap((call) -> limited.service().send("Why?"))
				.map((response) -> response.origin().route())
				.collectList()
				.block(Duration.ofSeconds(20));
			assertThat(routes).contains(SimulatedChat.ANTHROPIC).hasSize(10);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheFirstIsSlowShouldBeAnsweredByTheOtherAndHangUp(Wire wire) {
		try (SimulatedChat hedged = SimulatedChat.start("fallback.hedge-after=100ms", "fallback.hedge-share=1")) {
			hedged.with(Dialect.OPENAI, Reply.noFirstToken());
			Outcome outcome = hedged.ask(ChatRequest.of("Why?"), wire);
			assertThat(outcome.response().origin().route()).isEqualTo(SimulatedChat.ANTHROPIC);
			assertThat(outcome.response().trace().attempts()).extracting("route", "number", "outcome", "reason")
				.containsExactly(tuple(SimulatedChat.OPENAI, 1, "OVERTAKEN", SimulatedChat.ANTHROPIC + " was faster"),
						tuple(SimulatedChat.ANTHROPIC, 1, "OK", null));
			hedged.simulator().awaitOpenExchanges(0, Duration.ofSeconds(5));
		}
	}

	@Test
	void whenBeansAreAskedForShouldTellWhoIsCooling() {
		chat.with(Dialect.OPENAI, Reply.status(401));
		chat.ask(ChatRequest.of("Why?"), Wire.WHOLE);
		assertThat(chat.bean(CoolDowns.class).snapshot()).extracting("name", "reason")
			.containsExactly(tuple("openai", FailureKind.AUTHENTICATION));
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
