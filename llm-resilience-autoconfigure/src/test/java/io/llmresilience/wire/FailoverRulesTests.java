package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.llmresilience.CallTrace.Attempt;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Tool;
import io.llmresilience.fallback.CoolDownSnapshot;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Rules of failover that others have learnt the hard way. The fifth, that one call probes
 * while the others stay away, takes minutes and is proven with virtual time. The limiter
 * only observes, since it would not let a second request through before the first hint.
 */
class FailoverRulesTests {

	private static final ChatRequest REQUEST = ChatRequest.builder()
		.user("Why is the sky blue?")
		.timeout(Duration.ofSeconds(20))
		.build();

	private static final String SIBLING = "openai/gpt-4o-mini";

	private static final SimulatedChat chat = SimulatedChat.start("retry.initial-interval=10ms",
			"rate-limit.mode=observe",
			"chat.routes=" + SimulatedChat.OPENAI + "," + SIBLING + "," + SimulatedChat.ANTHROPIC);

	private final CoolDowns coolDowns = chat.bean(CoolDowns.class);

	@BeforeEach
	void reset() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@Test
	void r01TheOnlyRouteShouldNotCoolForARateLimit() {
		chat.with(Dialect.OPENAI, Reply.rateLimited(Duration.ofSeconds(60)));
		Outcome outcome = chat.ask(SimulatedChat.to(SIBLING).timeout(Duration.ofSeconds(20)).build(), Wire.WHOLE);
		assertThat(outcome.problem().kind()).isEqualTo(FailureKind.RATE_LIMITED);
		assertThat(this.coolDowns.snapshot()).isEmpty();
	}

	@Test
	void r01WhenAllAreCoolingTheLeastBadShouldBeAsked() {
		chat.simulator().always(Reply.rateLimited(Duration.ofSeconds(60)));
		chat.ask(REQUEST, Wire.WHOLE);
		assertThat(this.coolDowns.snapshot()).hasSize(3);
		chat.simulator().always(Reply.text("fine"));
		assertThat(chat.ask(REQUEST, Wire.WHOLE).response().text()).isEqualTo("fine");
	}

	@Test
	void r02AShorterHintShouldNotShortenALongerOneAndAnAnswerShouldEndIt() {
		chat.simulator().always(Reply.rateLimited(Duration.ofSeconds(60)));
		chat.ask(REQUEST, Wire.WHOLE);
		CoolDownSnapshot before = coolDown(SimulatedChat.OPENAI);
		chat.simulator().always(Reply.rateLimited(Duration.ofSeconds(10)));
		chat.ask(SimulatedChat.to(SimulatedChat.OPENAI).timeout(Duration.ofSeconds(1)).build(), Wire.WHOLE);
		chat.ask(REQUEST.mutate().timeout(Duration.ofSeconds(1)).build(), Wire.WHOLE);
		assertThat(chat.simulator().arrivals()).isEqualTo(5);
		assertThat(coolDown(SimulatedChat.OPENAI)).isEqualTo(before);
		chat.simulator().always(Reply.text("fine"));
		chat.ask(SimulatedChat.to(SimulatedChat.OPENAI).build(), Wire.WHOLE);
		assertThat(this.coolDowns.snapshot()).extracting(CoolDownSnapshot::name)
			.containsExactly(SimulatedChat.ANTHROPIC, SIBLING);
	}

	private CoolDownSnapshot coolDown(String name) {
		return this.coolDowns.snapshot()
			.stream()
			.filter((coolDown) -> coolDown.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void r03ARefusedKeyShouldCoolThoseWhoUseItAndNobodyElse() {
		chat.with(Dialect.OPENAI, Reply.status(401));
		Outcome outcome = chat.ask(REQUEST, Wire.WHOLE);
		assertThat(outcome.response().origin().route()).isEqualTo(SimulatedChat.ANTHROPIC);
		assertThat(this.coolDowns.snapshot()).extracting(CoolDownSnapshot::name).containsExactly("openai");
	}

	@Test
	void r04QuotaShouldBarAllModelsOfTheKey() {
		chat.with(Dialect.OPENAI, Reply.quotaExhausted());
		Outcome outcome = chat.ask(REQUEST, Wire.WHOLE);
		assertThat(outcome.response().origin().route()).isEqualTo(SimulatedChat.ANTHROPIC);
		assertThat(chat.arrivals(Dialect.OPENAI)).isOne();
	}

	@Test
	void r04ARateLimitShouldBarItsOwnModelOnly() {
		chat.simulator()
			.when((request) -> request.model().equals("gpt-6-luna"), Reply.rateLimited(Duration.ofSeconds(60)));
		Outcome outcome = chat.ask(REQUEST, Wire.WHOLE);
		assertThat(outcome.response().origin().route()).isEqualTo(SIBLING);
	}

	@ParameterizedTest
	@EnumSource
	void r06AMistakeOfTheCallerShouldCoolNothingAndGoNowhere(Wire wire) {
		chat.with(Dialect.OPENAI, Reply.status(400));
		Outcome outcome = chat.ask(REQUEST, wire);
		assertThat(outcome.problem().kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(chat.simulator().arrivals()).isOne();
		assertThat(this.coolDowns.snapshot()).isEmpty();
	}

	@Test
	void r07WhenAllFailTheFirstFailureShouldBeRaisedWithTheOthersButWithoutBodies() {
		chat.with(Dialect.OPENAI, Reply.status(503).body("{\"error\":{\"message\":\"sk-secret\"}}"));
		chat.with(Dialect.ANTHROPIC, Reply.status(500).body("{\"error\":{\"message\":\"sk-secret\"}}"));
		LlmException failure = chat.ask(REQUEST, Wire.WHOLE).problem();
		assertThat(failure.route()).isEqualTo(SimulatedChat.OPENAI);
		assertThat(failure.getSuppressed()).extracting("route").containsExactly(SIBLING, SimulatedChat.ANTHROPIC);
		assertThat(failure).hasStackTraceContaining(SimulatedChat.ANTHROPIC);
		assertThat(Outcome.stackTrace(failure)).doesNotContain("sk-secret", chat.simulator().apiKey());
	}

	@Test
	void r08TheNextRouteShouldGetARequestOfItsOwn() {
		chat.with(Dialect.OPENAI, Reply.status(503));
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.temperature(0.5)
			.seed(7)
			.maxTokens(1_000_000)
			.extra("openai", "service_tier", "flex")
			.build();
		chat.ask(request, Wire.STREAMED).response();
		ReceivedRequest last = chat.simulator().requests().get(chat.simulator().arrivals() - 1);
		assertThat(last.model()).isEqualTo("claude-sonnet-5-5");
		assertThat(last.body().path("max_tokens").asInt()).isEqualTo(128_000);
		assertThat(last.body().propertyNames()).doesNotContain("temperature", "seed", "service_tier",
				"max_completion_tokens");
	}

	@Test
	void r09ALoopShouldBeFoundAtTheStart() {
		assertThatException()
			.isThrownBy(() -> SimulatedChat.start("fallback.on-context-window=" + SimulatedChat.OPENAI))
			.withStackTraceContaining("loop, " + SimulatedChat.OPENAI + " -> … -> " + SimulatedChat.OPENAI);
	}

	@ParameterizedTest
	@EnumSource
	void r10WhenTheFirstIsSilentTheNextShouldHaveItsShareOfTheTime(Wire wire) {
		chat.simulator().when((request) -> request.model().equals("gpt-6-luna"), Reply.noHeaders());
		Duration deadline = Duration.ofSeconds(1);
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(REQUEST.mutate().timeout(deadline).build(), wire);
			assertThat(outcome.response().origin().route()).isEqualTo(SIBLING);
			Attempt first = outcome.response().trace().attempts().get(0);
			assertThat(first.outcome()).isEqualTo("TIMEOUT");
			Punctuality.assertEndsAt(first.duration(), Duration.ofMillis(690));
		});
	}

	@Test
	void r11WhenPromptIsTooLongForOneShouldAskALargerOnceAndCoolNothing() {
		chat.simulator().when((request) -> request.model().equals("gpt-4o-mini"), Reply.contextWindowExceeded());
		ChatRequest request = REQUEST.mutate().routes(List.of(SIBLING, SimulatedChat.OPENAI)).build();
		Outcome outcome = chat.ask(request, Wire.WHOLE);
		assertThat(outcome.response().origin().route()).isEqualTo(SimulatedChat.OPENAI);
		assertThat(chat.simulator().arrivals()).isEqualTo(2);
		assertThat(this.coolDowns.snapshot()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void r12AfterAToolCallWasDeliveredShouldNotRestart(InterruptionMode mode) {
		chat.simulator()
			.enqueue(Reply.toolCall("call_1", "look_up", "{\"q\":\"sky\"}")
				.andText("and more to say")
				.cutAfterTokens(4));
		ChatRequest request = REQUEST.mutate()
			.tool(new Tool("look_up", "Looks up", Map.of("type", "object")))
			.routes(List.of(SimulatedChat.ANTHROPIC, SimulatedChat.OPENAI))
			.onInterruption(mode)
			.build();
		Outcome outcome = chat.ask(request, Wire.STREAMED);
		boolean hidden = mode == InterruptionMode.BUFFER;
		assertThat(outcome.answered()).isEqualTo(hidden);
		assertThat(chat.simulator().arrivals()).isEqualTo(hidden ? 2 : 1);
		assertThat(outcome.events()).noneMatch(ChatEvent.Restarted.class::isInstance);
	}

}
