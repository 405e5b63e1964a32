package io.llmresilience.test;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

@LlmSimulatorTest
@Timeout(20)
class BillTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration LONG = Duration.ofMinutes(1);

	private final LlmProviderSimulator simulator;

	private final Calls calls;

	BillTests(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		this.calls = new Calls(simulator);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, gpt-4o-mini, gpt-4o-mini-2024-07-18, default",
			"ANTHROPIC, claude-haiku-4-5, claude-haiku-4-5-20251001, standard" })
	void answerShouldBeBilledAsItIsReported(Dialect dialect, String requested, String served, String tier)
			throws Exception {
		this.simulator
			.always(Reply.text("Hello you").usage(100, 7).cachedTokens(60).cacheWrittenTokens(10).reasoningTokens(5));
		Calls.send(this.calls.call(dialect, false));
		Calls.send(this.calls.call(dialect, true));
		BilledTokens tokens = new BilledTokens(100, 60, 10, 7, 5);
		assertThat(this.simulator.bill().requests()).containsExactly(
				new BilledRequest(1, dialect, requested, served, tier, tokens),
				new BilledRequest(2, dialect, requested, served, tier, tokens));
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, true", "OPENAI, false", "ANTHROPIC, true", "ANTHROPIC, false" })
	void answerShouldBeBilledByEstimateOtherwise(Dialect dialect, boolean streamed) throws Exception {
		this.simulator.always(Reply.text("one two three").withoutUsage());
		Calls.send(this.calls.call(dialect, streamed));
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(3, 0, 0, 3, 0));
	}

	@Test
	void servedModelAndTierShouldBeThoseOfTheAnswer() throws Exception {
		this.simulator.always(Reply.text("Hello").model("gpt-x-2026-01-01").serviceTier("flex"));
		Calls.send(this.calls.call(Dialect.OPENAI, false));
		BilledRequest request = this.simulator.bill().requests().get(0);
		assertThat(request.requestedModel()).isEqualTo("gpt-4o-mini");
		assertThat(request.servedModel()).isEqualTo("gpt-x-2026-01-01");
		assertThat(request.serviceTier()).isEqualTo("flex");
	}

	@Test
	void computedTextShouldBeBilledByItsWords() throws Exception {
		this.simulator.always(Reply.text((request) -> request.lastText() + " yourself"));
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(this.simulator.bill().total().output()).isEqualTo(3);
	}

	static Stream<BiFunction<Reply, Integer, Reply>> breaks() {
		return Stream.of(Reply::cutAfterTokens, Reply::resetAfterTokens, Reply::endAfterTokens,
				(reply, tokens) -> reply.splitBytes().cutAfterTokens(tokens),
				(reply, tokens) -> reply.errorEventAfterTokens(tokens, "server_error"));
	}

	@ParameterizedTest
	@MethodSource("breaks")
	void brokenStreamShouldBeBilledForPromptAndTokensSent(BiFunction<Reply, Integer, Reply> broken) throws Exception {
		this.simulator.always(broken.apply(Reply.text("one two three four five"), 2));
		for (Dialect dialect : Dialect.values()) {
			readToTheEnd(dialect, true);
		}
		assertThat(this.simulator.bill().requests()).extracting(BilledRequest::tokens)
			.containsExactly(new BilledTokens(3, 0, 0, 2, 0), new BilledTokens(3, 0, 0, 2, 0));
	}

	@Test
	void brokenStreamShouldBeBilledForItsShareOfTheReportedTokens() throws Exception {
		this.simulator
			.always(Reply.text("one two three").usage(100, 60).reasoningTokens(45).cachedTokens(30).cutAfterTokens(1));
		readToTheEnd(Dialect.OPENAI, true);
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(100, 30, 0, 20, 20));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void whenClientHangsUpShouldBillTheTokensSent(Dialect dialect) throws Exception {
		this.simulator.always(Reply.text("one two three four").pauseAfterTokens(2, LONG));
		try (Socket socket = this.calls.socket(dialect, true)) {
			Calls.readUntil(socket, "\" two\"");
		}
		this.simulator.awaitClosed(1, SOON);
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(3, 0, 0, 2, 0));
	}

	@ParameterizedTest
	@MethodSource("silent")
	void whenClientHangsUpBeforeTheFirstTokenShouldBillThePrompt(Reply reply) throws Exception {
		this.simulator.always(reply);
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			this.simulator.awaitArrivals(1, SOON);
			assertThat(socket.isConnected()).isTrue();
		}
		this.simulator.awaitClosed(1, SOON);
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(3, 0, 0, 0, 0));
	}

	static Stream<Reply> silent() {
		return Stream.of(Reply.text("one two").headersAfter(LONG), Reply.text("one two").firstTokenAfter(LONG),
				Reply.noFirstToken(), Reply.pingsOnly(Duration.ofMillis(10)),
				Reply.text("one two").stallAfterTokens(0));
	}

	@Test
	void streamUnderWayShouldBeBilledSoFar() throws Exception {
		this.simulator.always(Reply.text("one two three").stallAfterTokens(2));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			Calls.readUntil(socket, "\" two\"");
			assertThat(this.simulator.openExchanges()).isOne();
			assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(3, 0, 0, 2, 0));
		}
	}

	@Test
	void whenClientHangsUpOnAWholeAnswerShouldBillItInFull() throws Exception {
		this.simulator.always(Reply.text("one two three").tokensPerSecond(0.01));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, false)) {
			this.simulator.awaitArrivals(1, SOON);
			assertThat(socket.isConnected()).isTrue();
		}
		this.simulator.awaitClosed(1, SOON);
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(3, 0, 0, 3, 0));
	}

	@Test
	void brokenWholeAnswerShouldBeBilledInFull() throws Exception {
		this.simulator.always(Reply.text("one two three").cutAfterTokens(1));
		readToTheEnd(Dialect.ANTHROPIC, false);
		assertThat(this.simulator.bill().total().output()).isEqualTo(3);
	}

	@Test
	void streamWithoutTextShouldBeBilledInFull() throws Exception {
		this.simulator.always(Reply.text("").usage(50, 40).reasoningTokens(40));
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(50, 0, 0, 40, 40));
	}

	static Stream<Reply> free() {
		return Stream.of(Reply.status(400), Reply.status(500), Reply.rateLimited(), Reply.overloaded(),
				Reply.quotaExhausted(), Reply.contentFiltered(), Reply.html(502), Reply.htmlOk(), Reply.emptyOk(),
				Reply.events("data: 1\n\n"), Reply.reset(), Reply.closeBeforeHeaders(),
				Reply.text("one").errorEventAfterTokens(0, "overloaded_error"), Reply.text((request) -> {
					throw new IllegalStateException("x");
				}));
	}

	@ParameterizedTest
	@MethodSource("free")
	void whatIsNoAnswerOfAModelShouldCostNothing(Reply reply) throws Exception {
		this.simulator.always(reply);
		for (Dialect dialect : Dialect.values()) {
			readToTheEnd(dialect, true);
			readToTheEnd(dialect, false);
		}
		assertThat(this.simulator.arrivals()).isEqualTo(4);
		assertThat(this.simulator.bill()).isEqualTo(new Bill(List.of(), Map.of()));
	}

	@Test
	void errorInPlaceOfAWholeAnswerShouldCostNothing() throws Exception {
		this.simulator.always(Reply.text("one two").errorEventAfterTokens(1, "overloaded_error"));
		Calls.send(this.calls.call(Dialect.ANTHROPIC, false));
		assertThat(this.simulator.bill().requests()).isEmpty();
	}

	@Test
	void whatIsRefusedShouldCostNothing() throws Exception {
		try (LlmProviderSimulator strict = LlmProviderSimulator.builder()
			.model("small", 2, 2)
			.strictModels()
			.rateLimit(6, 0)
			.clock(new HandClock())
			.start()) {
			Calls strictCalls = new Calls(strict);
			List<Integer> statuses = new ArrayList<>();
			statuses
				.add(Calls.send(strictCalls.call(Dialect.OPENAI, true).setHeader("Authorization", "x")).statusCode());
			statuses.add(Calls.send(strictCalls.openAi("{")).statusCode());
			statuses.add(Calls.send(strictCalls.openAi(Calls.openAiBody("gpt-nope", ""))).statusCode());
			statuses.add(Calls.send(strictCalls.openAi(Calls.openAiBody("small", ""))).statusCode());
			statuses.add(Calls.send(strictCalls.openAi(Calls.openAiBody("gpt-4o", ",\"max_tokens\":0"))).statusCode());
			statuses.add(Calls.send(strictCalls.call(Dialect.OPENAI, true)).statusCode());
			statuses.add(Calls.send(strictCalls.call(Dialect.OPENAI, true)).statusCode());
			assertThat(statuses).containsExactly(401, 400, 404, 400, 400, 200, 429);
			assertThat(strict.bill().requests()).extracting(BilledRequest::sequence).containsExactly(6);
		}
	}

	@Test
	void whenTooManyAreConcurrentShouldBillThoseThatWereTaken() throws Exception {
		try (LlmProviderSimulator narrow = LlmProviderSimulator.builder().maxConcurrent(1).start()) {
			narrow.enqueue(Reply.text("one two").stallAfterTokens(1));
			try (Socket socket = new Calls(narrow).socket(Dialect.OPENAI, true)) {
				Calls.readUntil(socket, "one");
				assertThat(Calls.send(new Calls(narrow).call(Dialect.OPENAI, true)).statusCode()).isEqualTo(429);
			}
			assertThat(narrow.bill().requests()).extracting(BilledRequest::sequence).containsExactly(1);
		}
	}

	@Test
	void shouldListInTheOrderOfArrival() throws Exception {
		this.simulator.enqueue(Reply.text("one two").stallAfterTokens(1));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			Calls.readUntil(socket, "one");
			Calls.send(this.calls.call(Dialect.ANTHROPIC, false));
		}
		this.simulator.awaitClosed(1, SOON);
		assertThat(this.simulator.bill().requests()).extracting(BilledRequest::dialect)
			.containsExactly(Dialect.OPENAI, Dialect.ANTHROPIC);
	}

	@Test
	void shouldSumByServedModel() throws Exception {
		this.simulator.always(Reply.text("Hello").usage(10, 2));
		Calls.send(this.calls.openAi(Calls.openAiBody("gpt-4o-mini", "")));
		Calls.send(this.calls.openAi(Calls.openAiBody("gpt-4o-mini-2024-07-18", "")));
		Calls.send(this.calls.call(Dialect.ANTHROPIC, true));
		Bill bill = this.simulator.bill();
		assertThat(bill.byModel()).containsOnlyKeys("claude-haiku-4-5-20251001", "gpt-4o-mini-2024-07-18")
			.containsEntry("gpt-4o-mini-2024-07-18", new BilledTokens(20, 0, 0, 4, 0));
		assertThat(bill.total()).isEqualTo(new BilledTokens(30, 0, 0, 6, 0));
	}

	@Test
	void whenRecordingIsOffShouldBillAllTheSame() throws Exception {
		try (LlmProviderSimulator silent = LlmProviderSimulator.builder().recordRequests(false).start()) {
			Calls.send(new Calls(silent).call(Dialect.OPENAI, true));
			assertThat(silent.bill().requests()).hasSize(1);
			assertThat(silent.bill().total().output()).isEqualTo(9);
		}
	}

	@Test
	void resetShouldStartANewBillWithoutWhatIsStillOpen() throws Exception {
		this.simulator.enqueue(Reply.text("one two").stallAfterTokens(1));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			Calls.readUntil(socket, "one");
			this.simulator.reset();
			assertThat(this.simulator.bill().requests()).isEmpty();
		}
		this.simulator.awaitOpenExchanges(0, SOON);
		assertThat(this.simulator.bill().requests()).isEmpty();
		assertThat(this.simulator.bill().byModel()).isEmpty();
	}

	@Test
	void whenManyCallAtOnceShouldMissNothing() throws Exception {
		this.simulator.always(Reply.text("one two three").tokensPerSecond(200));
		ExecutorService clients = Executors.newFixedThreadPool(8);
		try {
			Callable<Integer> call = () -> Calls.send(this.calls.call(Dialect.OPENAI, true)).statusCode();
			for (Future<Integer> status : clients.invokeAll(Stream.generate(() -> call).limit(200).toList())) {
				assertThat(status.get()).isEqualTo(200);
			}
		}
		finally {
			clients.shutdown();
		}
		assertThat(this.simulator.bill().requests()).hasSize(200)
			.extracting(BilledRequest::sequence)
			.isSorted()
			.doesNotHaveDuplicates();
		assertThat(this.simulator.bill().total()).isEqualTo(new BilledTokens(600, 0, 0, 600, 0));
	}

	private void readToTheEnd(Dialect dialect, boolean streamed) {
		catchThrowable(() -> Calls.send(this.calls.call(dialect, streamed)));
	}

}
