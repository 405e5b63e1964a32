package io.llmresilience.history;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SummarizingCompressor}. A turn has 100 tokens; with a limit of 1300
 * and half of what is left beside a summary, five turns are kept and about five
 * summarized at once.
 */
class SummarizingCompressorTests {

	private static final int LIMIT = 1300;

	private final SummaryLab lab = new SummaryLab();

	@Test
	void whatFitsShouldStayAsItIs() {
		List<Message> messages = SummaryLab.turns(12);
		assertThat(compress(messages).messages()).isEqualTo(messages);
		assertThat(this.lab.asked).isEmpty();
	}

	@Test
	void oldestTurnsShouldBecomeASummaryInFrontOfTheFirstUsersWords() {
		List<Message> messages = new ArrayList<>(SummaryLab.turns(14));
		messages.add(0, Message.system("be kind"));
		CompressedHistory history = compress(messages);
		assertThat(SummaryLab.users(history)).containsExactly("u10", "u11", "u12", "u13", "u14");
		assertThat(history.messages().get(0)).isSameAs(messages.get(0));
		assertThat(history.messages().get(1).content()).hasSize(2).last().isSameAs(messages.get(19).content().get(0));
		assertThat(history.messages().subList(2, 10)).isEqualTo(messages.subList(20, 28));
		assertThat(SummaryLab.block(history)).matches("<earlier-conversation-([0-9a-f]{16})>\n"
				+ "Summary of the earlier conversation, .*\n\nsummary 1\n</earlier-conversation-\\1>\n\n");
	}

	@Test
	void summarizerShouldBeToldWhoSaidWhat() {
		compress(SummaryLab.turns(14));
		assertThat(this.lab.asked).hasSize(1);
		assertThat(this.lab.told(0)).startsWith("<said-")
			.contains(">\nUser: u1 ...", "\nAssistant: a1 ...", "\nUser: u9 ", "\nAssistant: a9 ")
			.doesNotContain("u10", "<summary")
			.endsWith(">\nWrite the summary.");
	}

	@Test
	void onlyWhatIsNewlyLeftOutShouldBeSummarizedOntoTheSummaryBefore() {
		compress(SummaryLab.turns(14));
		CompressedHistory history = compress(SummaryLab.turns(20));
		assertThat(this.lab.asked).hasSize(2);
		assertThat(this.lab.told(1)).startsWith("<summary-")
			.contains(">\nsummary 1\n</summary-", "User: u10 ", "User: u15 ")
			.doesNotContain("u9 ", "u16 ");
		assertThat(SummaryLab.block(history)).contains("summary 2").doesNotContain("summary 1");
		assertThat(SummaryLab.users(history)).containsExactly("u16", "u17", "u18", "u19", "u20");
	}

	@Test
	void untilTheNextIsDueThePromptShouldOnlyGrow() {
		List<Message> before = compress(SummaryLab.turns(14)).messages();
		for (int turns = 15; turns <= 18; turns++) {
			CompressedHistory history = compress(SummaryLab.turns(turns));
			assertThat(history.messages().subList(0, before.size())).isEqualTo(before);
			assertThat(history.summary()).isNull();
			before = history.messages();
		}
		assertThat(this.lab.asked).hasSize(1);
	}

	@Test
	void whatIsShortenedShouldStayAsItIs() {
		CompressedHistory history = compress(SummaryLab.turns(14));
		assertThat(compress(history.messages()).messages()).isEqualTo(history.messages());
	}

	@Test
	void summarizerShouldBeAskedOnBehalfOfTheCaller() {
		ChatRequest request = ChatRequest.builder()
			.messages(SummaryLab.turns(14))
			.temperature(1)
			.label("tenant", "acme")
			.userId("user-1")
			.build();
		this.lab.compress(call(request), LIMIT).block();
		ChatCall asked = this.lab.asked.get(0);
		assertThat(asked.request().origin())
			.isEqualTo(new ChatRequest.Origin("user-1", Map.of("tenant", "acme", "llm.resilience.purpose", "summary")));
		assertThat(asked.request().output().maxTokens()).isEqualTo(50);
		assertThat(asked.request().sampling()).isEqualTo(ChatRequest.Sampling.DEFAULT);
		assertThat(asked.wire()).isEqualTo(Wire.WHOLE);
		assertThat(asked.deadline()).isEqualTo(TestCalls.ARRIVAL.plusSeconds(30));
		assertThat(asked.hop()).isEqualTo(Hop.LAST);
	}

	@Test
	void modelThatReasonsShouldHaveRoomForIt() {
		this.lab.model = new ModelSpec("cheap/one", true, 100_000, 8192, Set.of(ModelSpec.Quirk.REASONING));
		compress(SummaryLab.turns(14));
		assertThat(this.lab.asked.get(0).request().output().maxTokens()).isEqualTo(50 + 4096);
	}

	@Test
	void traceShouldHaveWhatTheSummaryTook() {
		this.lab.answer = (call) -> charged("short", new Usage(900L, 40L, null, null, null), "0.002");
		assertThat(compress(SummaryLab.turns(14)).summary())
			.isEqualTo(new CallTrace.Summary(null, new Usage(900L, 40L, null, null, null), new BigDecimal("0.002")));
	}

	@Test
	void whenThePriceIsUnknownTheCostShouldBeUnknown() {
		assertThat(compress(SummaryLab.turns(14)).summary())
			.isEqualTo(new CallTrace.Summary(null, Usage.UNKNOWN, null));
	}

	@Test
	void whenItFailsShouldSendTheWindowAtOnce() {
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED));
		CompressedHistory history = compress(SummaryLab.turns(14));
		assertThat(history.messages()).isEqualTo(SummaryLab.turns(14).subList(2, 27));
		assertThat(history.summary().failure()).isEqualTo(FailureKind.OVERLOADED);
		assertThat(history.summary().cost()).isNull();
	}

	@Test
	void whenItFailsShouldStillHaveTheOlderSummary() {
		compress(SummaryLab.turns(14));
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED));
		CompressedHistory history = compress(SummaryLab.turns(20));
		assertThat(SummaryLab.block(history)).contains("summary 1", "Some turns after it are missing");
		assertThat(SummaryLab.users(history)).hasSize(10).first().isEqualTo("u11");
		assertThat(history.summary().failure()).isEqualTo(FailureKind.OVERLOADED);
	}

	@Test
	void whenTheLastTurnLeavesNoRoomShouldSendTheWindowAndSaySo() {
		CompressedHistory history = this.lab.compress(SummaryLab.turns(4), 200).block();
		assertThat(SummaryLab.users(history)).containsExactly("u3", "u4");
		assertThat(history.summary().failure()).isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		assertThat(this.lab.asked).isEmpty();
	}

	@Test
	void whenThereIsOneTurnOnlyShouldLeaveItToTheWindow() {
		assertThat(this.lab.compress(SummaryLab.turns(1), 30).blockOptional()).isEmpty();
	}

	@Test
	void blankAnswerShouldBeNoSummary() {
		this.lab.answer = (call) -> SummaryLab.say(" \n ");
		assertThat(compress(SummaryLab.turns(14)).summary().failure()).isEqualTo(FailureKind.MALFORMED);
	}

	@Test
	void refusalShouldBeNoSummary() {
		this.lab.answer = (call) -> answer("I cannot do that", FinishReason.CONTENT_FILTER);
		assertThat(compress(SummaryLab.turns(14)).summary().failure()).isEqualTo(FailureKind.CONTENT_FILTERED);
	}

	@Test
	void answerThatWasCutShouldBeKept() {
		this.lab.answer = (call) -> answer("They spoke of", FinishReason.LENGTH);
		assertThat(SummaryLab.block(compress(SummaryLab.turns(14)))).contains("They spoke of");
	}

	@Test
	void answerThatIsTooLongShouldBeCut() {
		this.lab.answer = (call) -> SummaryLab.say("word ".repeat(100));
		assertThat(SummaryLab.block(compress(SummaryLab.turns(14)))).contains("\n" + "word ".repeat(9).strip() + "\n<");
	}

	@Test
	void afterARestartTheStoreShouldStillHaveIt() {
		compress(SummaryLab.turns(14));
		this.lab.restart();
		assertThat(SummaryLab.block(compress(SummaryLab.turns(15)))).contains("summary 1");
		assertThat(this.lab.asked).hasSize(1);
	}

	@Test
	void smallerWindowShouldNotMakeTheLargerOneForget() {
		this.lab.compress(SummaryLab.turns(30), 2800).block();
		this.lab.compress(SummaryLab.turns(30), 600).block();
		CompressedHistory history = this.lab.compress(SummaryLab.turns(31), 2800).block();
		assertThat(SummaryLab.block(history)).contains("summary 1");
		assertThat(this.lab.asked).hasSize(2);
	}

	@Test
	void otherConversationsShouldHaveTheirOwn() {
		compress(SummaryLab.turns("x", 14));
		assertThat(SummaryLab.block(compress(SummaryLab.turns("y", 14)))).contains("summary 2");
		assertThat(this.lab.told(1)).contains("yu1 ").doesNotContain("xu1 ");
	}

	@Test
	void longConversationShouldBeSummarizedInSteps() {
		this.lab.model = new ModelSpec("cheap/one", true, 1000, 500, Set.of());
		compress(SummaryLab.turns(30));
		assertThat(this.lab.asked).hasSizeBetween(5, 8);
		for (int i = 1; i <= 25; i++) {
			String turn = "User: u" + i + " ";
			assertThat(
					this.lab.asked.stream().map(SummarizingCompressorTests::told).filter((told) -> told.contains(turn)))
				.hasSize(1);
		}
		assertThat(this.lab.told(2)).contains("\nsummary 2\n");
	}

	@Test
	void stepsThatSucceededShouldBeKept() {
		this.lab.model = new ModelSpec("cheap/one", true, 1000, 500, Set.of());
		this.lab.answer = (call) -> (this.lab.asked.size() < 3) ? SummaryLab.say("so far")
				: Flux.error(TestCalls.failure(FailureKind.SERVER_ERROR));
		assertThat(SummaryLab.block(compress(SummaryLab.turns(30)))).contains("so far", "turns after it are missing");
		this.lab.timer.pass(31_000);
		this.lab.answer = (call) -> SummaryLab.say("all");
		assertThat(SummaryLab.block(compress(SummaryLab.turns(30)))).contains("\nall\n");
		assertThat(this.lab.told(3)).contains("so far").doesNotContain("User: u1 ");
	}

	@Test
	void giantMessageShouldBeSummarizedInParts() {
		this.lab.model = new ModelSpec("cheap/one", true, 1000, 500, Set.of());
		List<Message> messages = new ArrayList<>();
		messages.add(Message.user("🙂".repeat(1000)));
		messages.add(Message.assistant("nice"));
		messages.addAll(SummaryLab.turns(3));
		assertThat(SummaryLab.block(compress(messages))).contains("summary");
		long smiles = 0;
		for (ChatCall call : this.lab.asked) {
			assertThat(told(call).length()).isLessThan(700);
			smiles += told(call).codePoints().filter((c) -> c == 0x1F642).count();
		}
		assertThat(smiles).isEqualTo(1000);
	}

	@Test
	void whenTheSummarizerFindsItTooLongShouldTryHalfOnce() {
		this.lab.model = new ModelSpec("cheap/one", true, 1000, 500, Set.of());
		this.lab.answer = (call) -> (told(call).length() > 500)
				? Flux.error(TestCalls.failure(FailureKind.CONTEXT_WINDOW_EXCEEDED))
				: charged("fine", new Usage(400L, 40L, null, null, null), "0.001");
		CompressedHistory history = compress(SummaryLab.turns(14));
		assertThat(SummaryLab.block(history)).contains("fine");
		assertThat(history.summary().cost())
			.isEqualByComparingTo(new BigDecimal("0.001").multiply(BigDecimal.valueOf(this.lab.asked.size() - 1)));
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		this.lab.asked.clear();
		assertThat(compress(SummaryLab.turns("x", 14)).summary().failure())
			.isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		assertThat(this.lab.asked).hasSize(2);
	}

	@Test
	void afterAFailureShouldRestLongerAndLonger() {
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED));
		compress(SummaryLab.turns(14));
		int turns = 15;
		for (int seconds : new int[] { 30, 60, 120, 240, 300, 300 }) {
			int before = this.lab.asked.size();
			this.lab.timer.pass(seconds * 1000L - 1);
			CallTrace.Summary resting = compress(call(SummaryLab.turns(turns++)));
			assertThat(resting.failure()).isEqualTo(FailureKind.OVERLOADED);
			assertThat(resting.cost()).isZero();
			assertThat(this.lab.asked).hasSize(before);
			this.lab.timer.pass(1);
			compress(call(SummaryLab.turns(turns++)));
			assertThat(this.lab.asked).hasSize(before + 1);
		}
	}

	@Test
	void otherConversationsShouldNotRestWithIt() {
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED));
		compress(SummaryLab.turns("x", 14));
		compress(SummaryLab.turns("y", 14));
		assertThat(this.lab.asked).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "PERMISSION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND" })
	void whatFailsForAllShouldRestForAll(FailureKind kind) {
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(kind));
		compress(SummaryLab.turns("x", 14));
		assertThat(compress(SummaryLab.turns("y", 14)).summary().failure()).isEqualTo(kind);
		assertThat(this.lab.asked).hasSize(1);
		this.lab.timer.pass(30_000);
		this.lab.answer = (call) -> SummaryLab.say("well again");
		assertThat(SummaryLab.block(compress(SummaryLab.turns("y", 14)))).contains("well again");
	}

	@Test
	void whatIsRefusedWithoutBeingSentShouldBeTriedAgain() {
		this.lab.answer = (call) -> Flux
			.error(new CallRefusedException(FailureKind.CIRCUIT_OPEN, "cheap/one", "the circuit is open"));
		assertThat(compress(SummaryLab.turns(14)).summary())
			.isEqualTo(SummaryOutcome.failed(null, FailureKind.CIRCUIT_OPEN, SummaryCost.NOTHING).trace());
		compress(SummaryLab.turns(14));
		assertThat(this.lab.asked).hasSize(2);
	}

	@Test
	void whenItTakesTooLongShouldGoOnWithoutAndHaveItForTheNextCall() {
		this.lab.answer = (call) -> SummaryLab.say("late").delaySubscription(Duration.ofSeconds(20), this.lab.timer);
		List<CompressedHistory> histories = new ArrayList<>();
		this.lab.compress(callWithin(SummaryLab.turns(14), Duration.ofSeconds(20)), LIMIT).subscribe(histories::add);
		this.lab.timer.pass(5999);
		assertThat(histories).isEmpty();
		this.lab.timer.pass(1);
		assertThat(histories.get(0).messages()).isEqualTo(SummaryLab.turns(14).subList(2, 27));
		assertThat(histories.get(0).summary())
			.isEqualTo(new CallTrace.Summary(FailureKind.TIMEOUT, Usage.UNKNOWN, null));
		this.lab.timer.pass(14_000);
		assertThat(SummaryLab.block(compress(SummaryLab.turns(15)))).contains("late");
		assertThat(this.lab.asked).hasSize(1);
		assertThat(this.lab.timer.tasksLeft()).isZero();
	}

	@Test
	void whenItNeverEndsShouldBeCancelledAtItsOwnLimit() {
		AtomicInteger cancelled = new AtomicInteger();
		this.lab.answer = (call) -> Flux.<ChatEvent>never().doOnCancel(cancelled::incrementAndGet);
		List<CompressedHistory> histories = new ArrayList<>();
		this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe(histories::add);
		this.lab.timer.pass(30_000);
		assertThat(histories.get(0).summary().failure()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(cancelled).hasValue(1);
		assertThat(this.lab.timer.tasksLeft()).isZero();
		compress(SummaryLab.turns(15));
		assertThat(this.lab.asked).hasSize(1);
	}

	@Test
	void concurrentCallsShouldShareOneSummaryAndItsCostOnce() {
		this.lab.answer = (call) -> charged("shared", new Usage(900L, 40L, null, null, null), "0.002")
			.delaySubscription(Duration.ofSeconds(1), this.lab.timer);
		List<CompressedHistory> histories = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			this.lab.compress(SummaryLab.turns(14 + i % 2), LIMIT - i).subscribe(histories::add);
		}
		this.lab.timer.pass(1000);
		assertThat(this.lab.asked).hasSize(1);
		assertThat(histories).hasSize(50)
			.allSatisfy((history) -> assertThat(SummaryLab.block(history)).contains("shared"));
		assertThat(
				histories.stream().map((history) -> history.summary().cost()).reduce(BigDecimal.ZERO, BigDecimal::add))
			.isEqualByComparingTo("0.002");
	}

	@Test
	void newerCallShouldWaitForTheOlderOnesSummaryAndAddToIt() {
		this.lab.answer = (call) -> SummaryLab.say("summary " + this.lab.asked.size())
			.delaySubscription(Duration.ofSeconds(1), this.lab.timer);
		List<CompressedHistory> histories = new ArrayList<>();
		this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe(histories::add);
		this.lab.compress(SummaryLab.turns(20), LIMIT).subscribe(histories::add);
		this.lab.timer.pass(2000);
		assertThat(this.lab.asked).hasSize(2);
		assertThat(this.lab.told(1)).contains("\nsummary 1\n").doesNotContain("u9 ");
		assertThat(histories).hasSize(2)
			.last()
			.satisfies((last) -> assertThat(SummaryLab.block(last)).contains("summary 2"));
	}

	@Test
	void whenTheOnlyCallIsCancelledShouldCancelTheSummary() {
		AtomicInteger cancelled = new AtomicInteger();
		this.lab.answer = (call) -> Flux.<ChatEvent>never().doOnCancel(cancelled::incrementAndGet);
		Disposable one = this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe();
		Disposable other = this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe();
		one.dispose();
		assertThat(cancelled).hasValue(0);
		other.dispose();
		assertThat(cancelled).hasValue(1);
		assertThat(this.lab.timer.tasksLeft()).isZero();
		this.lab.answer = (call) -> SummaryLab.say("again");
		assertThat(SummaryLab.block(compress(SummaryLab.turns(14)))).contains("again");
	}

	@Test
	void whenOneCallWasTooLateCancellingTheOtherShouldLeaveItRunning() {
		this.lab.answer = (call) -> SummaryLab.say("kept").delaySubscription(Duration.ofSeconds(20), this.lab.timer);
		this.lab.compress(callWithin(SummaryLab.turns(14), Duration.ofSeconds(20)), LIMIT).subscribe();
		Disposable other = this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe();
		this.lab.timer.pass(10_000);
		other.dispose();
		this.lab.timer.pass(10_000);
		assertThat(SummaryLab.block(compress(SummaryLab.turns(14)))).contains("kept");
		assertThat(this.lab.asked).hasSize(1);
	}

	@Test
	void whenClosedShouldGiveUpAndAskNoMore() {
		AtomicInteger cancelled = new AtomicInteger();
		this.lab.answer = (call) -> Flux.<ChatEvent>never().doOnCancel(cancelled::incrementAndGet);
		List<CompressedHistory> histories = new ArrayList<>();
		this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe(histories::add);
		this.lab.compressor().close();
		assertThat(cancelled).hasValue(1);
		histories.add(compress(SummaryLab.turns(14)));
		assertThat(histories).hasSize(2)
			.allSatisfy((history) -> assertThat(history.summary().failure()).isEqualTo(FailureKind.SHUTDOWN));
		assertThat(this.lab.asked).hasSize(1);
	}

	@Test
	void whenTheDeadlineIsOverShouldNotWait() {
		this.lab.answer = (call) -> Flux.never();
		this.lab.timer.pass(130_000);
		Mono<CompressedHistory> history = this.lab.compress(SummaryLab.turns(14), LIMIT);
		List<CompressedHistory> histories = new ArrayList<>();
		history.subscribe(histories::add);
		this.lab.timer.pass(0);
		assertThat(histories).hasSize(1);
	}

	private CompressedHistory compress(List<Message> messages) {
		return this.lab.compress(messages, LIMIT).block(Duration.ofSeconds(5));
	}

	private CallTrace.Summary compress(ChatCall call) {
		return this.lab.compress(call, LIMIT).block(Duration.ofSeconds(5)).summary();
	}

	private ChatCall call(List<Message> messages) {
		return call(ChatRequest.of(messages));
	}

	private ChatCall call(ChatRequest request) {
		return new ChatCall(request, this.lab.timer.instant(), this.lab.timer.instant().plusSeconds(120), Wire.STREAMED,
				InterruptionMode.FAIL);
	}

	private static ChatCall callWithin(List<Message> messages, Duration time) {
		return new ChatCall(ChatRequest.of(messages), TestCalls.ARRIVAL, TestCalls.ARRIVAL.plus(time), Wire.STREAMED,
				InterruptionMode.FAIL);
	}

	private static String told(ChatCall call) {
		return ((Content.Text) call.request().messages().get(1).content().get(0)).text();
	}

	private static Flux<ChatEvent> answer(String text, FinishReason reason) {
		return Flux.just(new ChatEvent.Completed(ChatResponse.of(new Message.Assistant(List.of(new Content.Text(text))),
				reason, "x", Usage.UNKNOWN, new ChatResponse.Origin("cheap/one", null, null))));
	}

	private static Flux<ChatEvent> charged(String text, Usage usage, String cost) {
		ChatResponse response = ChatResponse.of(new Message.Assistant(List.of(new Content.Text(text))),
				FinishReason.STOP, "stop", usage, new ChatResponse.Origin("cheap/one", null, null));
		return Flux.just(new ChatEvent.Completed(response).with(new ChatEvent.Note.Charged(new BigDecimal(cost)))
			.with(new ChatEvent.Note.AttemptEnded("cheap/one", 1, null, Duration.ofSeconds(1))));
	}

}
