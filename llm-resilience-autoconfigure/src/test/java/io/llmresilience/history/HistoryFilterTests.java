package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Message;
import io.llmresilience.ProviderException;
import io.llmresilience.ProviderException.PromptSize;
import io.llmresilience.TestCalls;
import io.llmresilience.Tool;
import io.llmresilience.history.HistorySettings.Strategy;
import io.llmresilience.history.HistorySettings.Summary;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistoryFilter}. A message of a letter has five tokens, and a prompt
 * three more.
 */
@ExtendWith(OutputCaptureExtension.class)
class HistoryFilterTests {

	private static final HistorySettings SETTINGS = new HistorySettings(Strategy.SLIDING_WINDOW, 1, null, Summary.NONE);

	private static final ModelSpec MODEL = new ModelSpec("one/a", true, 100, 50, Set.of());

	private final List<List<Message>> sent = new ArrayList<>();

	@Test
	void whatFitsShouldBeSentAsItIs() {
		ChatRequest request = request("a", "b", "c");
		List<ChatEvent> events = ask(filter(true), request, this::answer);
		assertThat(this.sent.get(0)).isSameAs(request.messages());
		assertThat(events).hasSize(1);
	}

	@Test
	void whatDoesNotFitShouldLoseItsOldestTurns() {
		List<ChatEvent> events = ask(filter(true), request("a", "b", "c", "d".repeat(30), "e"), this::answer);
		assertThat(texts()).containsExactly(List.of("d".repeat(30), "e"));
		assertThat(shortening(events)).isEqualTo(new CallTrace.Shortening("one/a", 57, 42, 3, null));
	}

	@ParameterizedTest
	@CsvSource({ "38, true", "39, false" })
	void whenTheLastTurnAloneDoesNotFitShouldRefuseIt(int length, boolean fits) {
		ChatRequest request = request("a", "b".repeat(length));
		if (fits) {
			ask(filter(true), request, this::answer);
			assertThat(texts()).containsExactly(List.of("b".repeat(length)));
		}
		else {
			StepVerifier.create(filter(true).filter(call(request), this::answer)).verifyErrorSatisfies((failure) -> {
				assertThat(failure).isInstanceOf(CallRefusedException.class)
					.hasMessage("one/a: 'messages' have 46 tokens even without their oldest turns, more than the 45 "
							+ "that fit beside the answer; shorten the system messages and the last turn, lower "
							+ "'maxTokens' or use a model with a larger window");
				assertThat(((LlmException) failure).kind()).isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED);
			});
			assertThat(this.sent).isEmpty();
		}
	}

	@Test
	void whenTokensAreOnlyEstimatedShouldLeaveItToTheProvider() {
		ask(filter(false), request("a", "b".repeat(60)), this::answer);
		assertThat(texts()).containsExactly(List.of("b".repeat(60)));
	}

	@ParameterizedTest
	@CsvSource({ "60, 40, c d e", "60, 30, d e", "120, 60, d e", "28, 27, b c d e" })
	void whenTheProviderCountsMoreShouldSendOnceMoreWhatItSaysThatFits(long tokens, long limit, String left) {
		List<ChatEvent> events = ask(filter(true), request("a", "b", "c", "d", "e"),
				failing(new PromptSize(tokens, limit), 1));
		assertThat(texts()).hasSize(2).last().isEqualTo(List.of(left.split(" ")));
		assertThat(shortening(events).turnsDropped()).isEqualTo(5 - left.split(" ").length);
	}

	@Test
	void whenTheProviderDoesNotSayHowMuchFitsShouldLeaveOutAFifth() {
		ask(filter(true), request("a", "b", "c", "d", "e"), failing(null, 1));
		assertThat(texts()).hasSize(2).last().isEqualTo(List.of("c", "d", "e"));
	}

	@Test
	void whenThatIsTooLongTooShouldGiveUp() {
		StepVerifier.create(filter(true).filter(call(request("a", "b", "c", "d", "e")), failing(null, 9)))
			.expectNextMatches(ChatEvent.Note.Shortened.class::isInstance)
			.verifyErrorSatisfies((failure) -> assertThat(((LlmException) failure).kind())
				.isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		assertThat(this.sent).hasSize(2);
	}

	@Test
	void whenNothingCanBeLeftOutShouldNotTryAgain() {
		StepVerifier.create(filter(true).filter(call(request("a")), failing(new PromptSize(60, 40), 9)))
			.verifyError(ProviderException.class);
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void whenTheAnswerAloneIsTooLongShouldNotTrustTheLimit() {
		ask(filter(true), request("a", "b", "c", "d", "e"), failing(new PromptSize(28, -100), 1));
		assertThat(texts()).hasSize(2).last().isEqualTo(List.of("c", "d", "e"));
	}

	@Test
	void otherFailuresShouldPass() {
		StepVerifier
			.create(filter(true).filter(call(request("a", "b")),
					(call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED))))
			.verifyError(ProviderException.class);
	}

	@Test
	void whenContentWasDeliveredShouldNotTryAgain() {
		ChatExchange next = (call) -> answer(call).startWith(TestCalls.text("The"))
			.take(1)
			.concatWith(Flux.error(ProviderException.of(FailureKind.CONTEXT_WINDOW_EXCEEDED, "one/a").build()));
		StepVerifier.create(filter(true).filter(call(request("a", "b", "c")), next))
			.expectNextCount(1)
			.verifyError(ProviderException.class);
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void compressorOfTheApplicationShouldDecide() {
		List<Message> own = List.of(Message.user("own"));
		ask(filter((conversation) -> Mono.just(CompressedHistory.of(own))), request("a", "b".repeat(30), "c"),
				this::answer);
		assertThat(this.sent).containsExactly(own);
	}

	@Test
	void compressorShouldKnowWhatFits() {
		List<Conversation> asked = new ArrayList<>();
		ask(filter((conversation) -> {
			asked.add(conversation);
			return Mono.empty();
		}), request("a", "b".repeat(30), "c"), this::answer);
		assertThat(asked.get(0).tokenLimit()).isEqualTo(41);
		assertThat(asked.get(0).route()).isEqualTo("one/a");
		assertThat(asked.get(0).tokens(asked.get(0).messages())).isEqualTo(44);
		assertThat(asked.get(0)).hasToString("Conversation[3 messages, route=one/a, tokenLimit=41]");
	}

	@Test
	void whenCompressorLeavesItToUsShouldLoseTheOldestTurns() {
		ask(filter((conversation) -> Mono.empty()), request("a", "b".repeat(30), "c"), this::answer);
		assertThat(texts()).containsExactly(List.of("b".repeat(30), "c"));
	}

	@Test
	void whenCompressorFailsShouldLoseTheOldestTurns(CapturedOutput output) {
		ask(filter((conversation) -> Mono.error(new IllegalStateException("secret"))),
				request("a", "b".repeat(30), "c"), this::answer);
		assertThat(texts()).containsExactly(List.of("b".repeat(30), "c"));
		assertThat(output).contains("one/a").contains("IllegalStateException").doesNotContain("secret");
	}

	@Test
	void whenCompressorThrowsShouldLoseTheOldestTurns() {
		ask(filter((conversation) -> {
			throw new IllegalStateException();
		}), request("a", "b".repeat(30), "c"), this::answer);
		assertThat(texts()).containsExactly(List.of("b".repeat(30), "c"));
	}

	@Test
	void whenCompressorLeavesTooMuchShouldLoseItsOldestTurns() {
		ask(filter((conversation) -> Mono.just(CompressedHistory.of(messages("x", "b".repeat(30), "y")))),
				request("a", "b".repeat(30), "c"), this::answer);
		assertThat(texts()).containsExactly(List.of("b".repeat(30), "y"));
	}

	@Test
	void toolsShouldTakeTheirPart() {
		ModelSpec model = new ModelSpec("one/a", true, 200, 50, Set.of());
		HistoryFilter filter = new HistoryFilter(model, new CharacterCounter(true),
				HistoryCompressor.slidingWindow(SETTINGS), SETTINGS, Schedulers.immediate());
		ChatRequest request = request("a".repeat(40), "b").mutate()
			.tool(new Tool("look_up", "Looks up.", Map.of()))
			.build();
		ask(filter, request, this::answer);
		assertThat(texts()).containsExactly(List.of("b"));
	}

	private HistoryFilter filter(boolean exact) {
		return new HistoryFilter(MODEL, new CharacterCounter(exact), HistoryCompressor.slidingWindow(SETTINGS),
				SETTINGS, Schedulers.immediate());
	}

	private HistoryFilter filter(HistoryCompressor compressor) {
		return new HistoryFilter(MODEL, new CharacterCounter(true), compressor, SETTINGS, Schedulers.immediate());
	}

	private List<ChatEvent> ask(HistoryFilter filter, ChatRequest request, ChatExchange next) {
		List<ChatEvent> events = filter.filter(call(request), next).collectList().block();
		assertThat(events).last().isInstanceOf(ChatEvent.Completed.class);
		return events;
	}

	private Flux<ChatEvent> answer(ChatCall call) {
		this.sent.add(call.request().messages());
		return Flux.just(TestCalls.completed("yes"));
	}

	/**
	 * Find the first prompts too long.
	 */
	private ChatExchange failing(@Nullable PromptSize size, int times) {
		return (call) -> {
			Flux<ChatEvent> answer = answer(call);
			return (this.sent.size() > times) ? answer : Flux
				.error(ProviderException.of(FailureKind.CONTEXT_WINDOW_EXCEEDED, "one/a").promptSize(size).build());
		};
	}

	private static CallTrace.Shortening shortening(List<ChatEvent> events) {
		return ((ChatEvent.Note.Shortened) events.get(0)).shortening();
	}

	private List<List<String>> texts() {
		return this.sent.stream()
			.map((messages) -> messages.stream()
				.map((message) -> ((Content.Text) message.content().get(0)).text())
				.toList())
			.toList();
	}

	private static ChatCall call(ChatRequest request) {
		return TestCalls.of(request, Wire.WHOLE, InterruptionMode.FAIL);
	}

	private static ChatRequest request(String... texts) {
		return ChatRequest.builder().messages(messages(texts)).maxTokens(55).build();
	}

	private static List<Message> messages(String... texts) {
		List<Message> messages = new ArrayList<>();
		for (String text : texts) {
			messages.add(Message.user(text));
		}
		return messages;
	}

}
