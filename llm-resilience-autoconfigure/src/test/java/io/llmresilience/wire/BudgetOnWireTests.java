package io.llmresilience.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.FailureKind;
import io.llmresilience.budget.BudgetSnapshot;
import io.llmresilience.budget.Budgets;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Budgets with calls over real sockets: what is charged is what the providers bill. Every
 * test has a budget of its own, told apart by a label.
 */
class BudgetOnWireTests {

	private static final String LABEL = "test";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final SimulatedChat chat = SimulatedChat.start("retry.initial-interval=10ms", "retry.max-attempts=2",
			"fallback.cool-down=1s", "budget.max-wait=200ms", "budget.limits.money.limit=0.03",
			"budget.limits.money.scope=label:" + LABEL, "budget.limits.tokens.limit=1000000",
			"budget.limits.tokens.unit=tokens", "budget.limits.tokens.scope=label:" + LABEL,
			"budget.limits.cheap.limit=1000", "budget.limits.cheap.unit=tokens",
			"budget.limits.cheap.scope=model:" + SimulatedChat.OPENAI, "budget.limits.cheap.action=warn");

	private static int number;

	private final LlmProviderSimulator simulator = chat.simulator();

	private String label = "";

	@BeforeEach
	void reset() {
		chat.reset();
		this.label = "label-" + number++;
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-6-luna, WHOLE, 0.0006", "openai/gpt-6-luna, STREAMED, 0.0006",
			"anthropic/claude-sonnet-5-5, WHOLE, 0.012", "anthropic/claude-sonnet-5-5, STREAMED, 0.012" })
	void whenAnsweredShouldChargeTheProvidersUsage(String route, Wire wire, BigDecimal cost) {
		this.simulator.always(Reply.text("blue").usage(1000, 1000));
		Outcome outcome = chat.ask(to(route).maxTokens(10).build(), wire);
		assertThat(outcome.response().trace().cost()).isEqualByComparingTo(cost);
		assertCharged(cost.toPlainString(), 2000);
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenRefusedByTheProviderShouldChargeNothing(String route) {
		for (Reply reply : List.of(Reply.rateLimited(Duration.ofSeconds(200)), Reply.status(400), Reply.status(500),
				Reply.overloaded(), Reply.quotaExhausted())) {
			chat.reset();
			this.simulator.always(reply);
			Outcome outcome = chat.ask(to(route).build(), Wire.STREAMED);
			assertThat(outcome.problem().trace().cost()).as(reply.toString()).isEqualByComparingTo("0");
		}
		assertCharged("0", 0);
	}

	@Test
	void whenAFailedAttemptIsRepeatedShouldChargeTheAnswerOnly() {
		this.simulator.enqueue(Reply.status(500), Reply.text("blue").usage(1000, 1000));
		Outcome outcome = chat.ask(to(SimulatedChat.OPENAI).build(), Wire.WHOLE);
		assertThat(outcome.response().trace().attempts()).extracting("cost")
			.usingElementComparator((one, other) -> ((BigDecimal) one).compareTo((BigDecimal) other))
			.containsExactly(new BigDecimal("0"), new BigDecimal("0.0006"));
		assertCharged("0.0006", 2000);
	}

	@Test
	void whenAStreamIsCutShouldChargeWhatWasSeen() {
		this.simulator.always(Reply.text("one two three four").usage(1000, 1000).cutAfterTokens(2));
		Outcome outcome = chat.ask(to(SimulatedChat.ANTHROPIC).build(), Wire.STREAMED);
		assertThat(outcome.problem().kind()).isEqualTo(FailureKind.INTERRUPTED);
		long output = tokens() - 1000;
		assertThat(output).isBetween(1L, 10L);
		assertCharged(new BigDecimal("0.002").add(new BigDecimal("0.00001").multiply(BigDecimal.valueOf(output)))
			.toPlainString(), 1000 + output);
		assertThat(outcome.problem().trace().cost()).isEqualByComparingTo(snapshot("money").figures().settled());
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenAWholeCallIsCancelledShouldKeepTheWorstCase(String route) {
		this.simulator.always(Reply.noHeaders());
		Disposable call = chat.service().send(to(route).maxTokens(500).build()).subscribe();
		this.simulator.awaitArrivals(1, PATIENCE);
		long reserved = reserved();
		assertThat(reserved).isGreaterThan(500);
		call.dispose();
		assertThat(tokens()).isEqualTo(reserved);
		assertThat(reserved()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenAStreamIsCancelledShouldChargeWhatWasSeen(String route) {
		this.simulator.always(Reply.text("one two three four five").stallAfterTokens(3));
		chat.service()
			.stream(to(route).maxTokens(500).build())
			.filter(ChatEvent::isContent)
			.take(2)
			.blockLast(PATIENCE);
		assertThat(tokens()).isBetween(2L, 60L);
		assertThat(reserved()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenSpentShouldRefuseBeforeAnythingIsSent(String route) {
		this.simulator.always(Reply.text("blue").usage(1000, 40_000));
		BudgetExceededException refusal = null;
		int calls = 0;
		while (refusal == null) {
			Outcome outcome = chat.ask(to(route).maxTokens(100).build(), Wire.WHOLE);
			refusal = outcome.answered() ? null : (BudgetExceededException) outcome.problem();
			calls += outcome.answered() ? 1 : 0;
		}
		assertThat(this.simulator.arrivals()).isEqualTo(calls);
		assertThat(refusal.shortage().budget()).isEqualTo("money");
		assertThat(refusal.retryAfter()).isPositive();
		assertThat(refusal.trace().cost()).isEqualByComparingTo("0");
		assertThat(refusal.getMessage()).doesNotContain(this.label);
	}

	@Test
	void whenTheOtherRouteAnswersShouldChargeThatOne() {
		this.simulator.always(Reply.text("blue").usage(1000, 1000));
		chat.with(Dialect.OPENAI, Reply.overloaded());
		Outcome outcome = chat.ask(ChatRequest.builder().user("Why?").label(LABEL, this.label).build(), Wire.STREAMED);
		assertThat(outcome.response().origin().route()).isEqualTo(SimulatedChat.ANTHROPIC);
		assertCharged("0.012", 2000);
	}

	private ChatRequestBuilder to(String route) {
		return SimulatedChat.to(route).label(LABEL, this.label);
	}

	private void assertCharged(String usd, long tokens) {
		assertThat(snapshot("money").figures().settled()).isEqualByComparingTo(usd);
		assertThat(tokens()).isEqualTo(tokens);
		assertThat(snapshot("money").figures().reserved()).isEqualByComparingTo("0");
		assertThat(reserved()).isZero();
	}

	private long tokens() {
		return snapshot("tokens").figures().settled().longValueExact();
	}

	private long reserved() {
		return snapshot("tokens").figures().reserved().longValueExact();
	}

	private BudgetSnapshot snapshot(String name) {
		return chat.bean(Budgets.class)
			.snapshot()
			.stream()
			.filter((snapshot) -> snapshot.name().equals(name) && this.label.equals(snapshot.label()))
			.findFirst()
			.orElseThrow();
	}

}
