package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.FinishReason;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a stream ends well, and at whose pace it runs.
 */
class StreamContractTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration AFTER_FINISH = Duration.ofSeconds(2);

	private static final List<String> OPENAI_ANSWER = List.of("""
			data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"fine"},\
			"finish_reason":null}]}

			""", """
			data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

			""");

	private static final List<String> ANTHROPIC_ANSWER = List.of("""
			event: message_start
			data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m",\
			"content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}

			""", """
			event: content_block_start
			data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

			""", """
			event: content_block_delta
			data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"fine"}}

			""", """
			event: content_block_stop
			data: {"type":"content_block_stop","index":0}

			""", """
			event: message_delta
			data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
			"usage":{"output_tokens":2}}

			""");

	private static final SimulatedChat chat = SimulatedChat.start("retry.max-attempts=1", "timeout.first-token=600ms",
			"timeout.idle=300ms");

	@BeforeEach
	void reset() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@MethodSource("unended")
	void whenNothingFollowsTheFinishShouldCompleteAfterTwoSeconds(String route, List<String> events) {
		chat.simulator().always(stalled(events));
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(route, Wire.STREAMED);
			assertThat(outcome.response().finishReason()).isEqualTo(FinishReason.STOP);
			assertThat(outcome.response().text()).isEqualTo(outcome.text()).isEqualTo("fine");
			Punctuality.assertEndsAt(outcome.took(), AFTER_FINISH);
		});
	}

	static Stream<Object[]> unended() {
		return Stream.of(new Object[] { SimulatedChat.OPENAI, OPENAI_ANSWER },
				new Object[] { SimulatedChat.ANTHROPIC, ANTHROPIC_ANSWER });
	}

	@ParameterizedTest
	@MethodSource("ended")
	void whenTheEndMarkComesShouldCompleteAtOnce(String route, List<String> events) {
		chat.simulator().always(stalled(events));
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(route, Wire.STREAMED);
			assertThat(outcome.response().text()).isEqualTo("fine");
			Punctuality.assertEndsBy(outcome.took(), Duration.ofMillis(100));
		});
	}

	@Test
	void whenTheConnectionStaysOpenAfterTheEndMarkShouldCloseItAfterTwoSeconds() {
		chat.simulator().always(stalled(with(OPENAI_ANSWER, "data: [DONE]\n\n")));
		chat.ask(SimulatedChat.OPENAI, Wire.STREAMED).response();
		Duration open = chat.simulator().awaitClosed(1, PATIENCE).endedAfter();
		assertThat(open).isGreaterThanOrEqualTo(AFTER_FINISH);
	}

	static Stream<Object[]> ended() {
		return Stream.of(new Object[] { SimulatedChat.OPENAI, with(OPENAI_ANSWER, "data: [DONE]\n\n") },
				new Object[] { SimulatedChat.ANTHROPIC,
						with(ANTHROPIC_ANSWER, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n") });
	}

	@ParameterizedTest
	@MethodSource("unended")
	void whenTheBodyEndsAfterTheFinishShouldCompleteAtOnce(String route, List<String> events) {
		chat.simulator().always(Reply.events(events.toArray(String[]::new)));
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(route, Wire.STREAMED);
			assertThat(outcome.response().text()).isEqualTo("fine");
			Punctuality.assertEndsBy(outcome.took(), Duration.ofMillis(100));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenConsumerAsksOneByOneShouldGetEverythingInOrder(String route) {
		String text = "word ".repeat(300).strip();
		chat.simulator().always(Reply.text(text));
		Outcome outcome = Outcome.of(stream(route).limitRate(1));
		assertThat(outcome.text()).isEqualTo(outcome.response().text()).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC })
	void whenConsumerPausesShouldNotTakeItForASilentProvider(String route) {
		chat.simulator().always(Reply.text("one two three four five six").tokensPerSecond(50));
		StepVerifier.create(stream(route), 0)
			.thenRequest(3)
			.expectNextCount(3)
			.thenAwait(Duration.ofMillis(450))
			.thenRequest(1)
			.expectNextCount(1)
			.thenAwait(Duration.ofMillis(350))
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((event) -> !(event instanceof ChatEvent.Completed))
			.expectNextMatches(ChatEvent.Completed.class::isInstance)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void whenConsumerAsksLateShouldNotTakeItForASlowProvider() {
		chat.simulator().always(Reply.text("one two").firstTokenAfter(Duration.ofMillis(750)));
		StepVerifier.create(stream(SimulatedChat.OPENAI), 0)
			.thenAwait(Duration.ofMillis(500))
			.thenRequest(Long.MAX_VALUE)
			.expectNextCount(3)
			.expectNextMatches(ChatEvent.Completed.class::isInstance)
			.expectComplete()
			.verify(PATIENCE);
	}

	private static Flux<ChatEvent> stream(String route) {
		return chat.service().stream(SimulatedChat.to(route).build());
	}

	private static Reply stalled(List<String> events) {
		return Reply.events(events.toArray(String[]::new)).stallAfterTokens(events.size());
	}

	private static List<String> with(List<String> events, String end) {
		return Stream.concat(events.stream(), Stream.of(end)).toList();
	}

}
