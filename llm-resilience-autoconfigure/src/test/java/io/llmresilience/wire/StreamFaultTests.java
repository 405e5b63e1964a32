package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that can go wrong with one answer, as one attempt shows it.
 */
class StreamFaultTests {

	private static final String TEXT = "one two three four five six";

	private static final Duration FIRST_TOKEN = Duration.ofMillis(400);

	private static final Duration IDLE = Duration.ofMillis(300);

	private static final Duration WHOLE_ATTEMPT = Duration.ofMillis(200);

	private static final SimulatedChat chat = SimulatedChat.start("retry.max-attempts=1", "timeout.first-token=400ms",
			"timeout.idle=300ms", "timeout.attempt=1500ms");

	@BeforeEach
	void reset() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@MethodSource("streamFaults")
	void streamShouldFailWithItsKindAndTheTextSoFar(Fault fault) {
		chat.simulator().always(fault.reply);
		Punctuality.measure(() -> {
			int before = chat.simulator().arrivals();
			Outcome outcome = chat.ask(fault.route, Wire.STREAMED);
			LlmException problem = outcome.problem();
			assertThat(problem.kind()).isEqualTo(fault.kind);
			assertThat(problem.sent()).isEqualTo(fault.sent);
			assertThat(problem.partialText()).isEqualTo(outcome.text()).isEqualTo(fault.textSoFar);
			assertThat(chat.simulator().arrivals() - before).isOne();
			fault.assertEnd(fault.textSoFar.isEmpty() ? outcome.took() : outcome.silence());
		});
	}

	@ParameterizedTest
	@MethodSource("streamFaultsThatAreSoonOver")
	void bufferedStreamShouldFailWithoutDeliveringAnything(Fault fault) {
		chat.simulator().always(fault.reply);
		Outcome outcome = chat.ask(SimulatedChat.to(fault.route).onInterruption(InterruptionMode.BUFFER).build(),
				Wire.STREAMED);
		assertThat(outcome.problem().kind()).isEqualTo(fault.kind);
		assertThat(outcome.problem().partialText()).isEqualTo(fault.textSoFar);
		assertThat(outcome.events()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("wholeFaults")
	void wholeAnswerShouldFailWithItsKind(Fault fault) {
		chat.simulator().always(fault.reply);
		ChatRequest request = SimulatedChat.to(fault.route).timeouts(attempt(fault.limit)).build();
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(request, Wire.WHOLE);
			assertThat(outcome.problem().kind()).isEqualTo(fault.kind);
			assertThat(outcome.problem().sent()).isEqualTo(fault.sent);
			assertThat(outcome.problem().partialText()).isEmpty();
			fault.assertEnd(outcome.took());
		});
	}

	@ParameterizedTest
	@MethodSource("routes")
	void whenTokensFlowForTooLongShouldEndAtAttemptLimit(String route) {
		chat.simulator().always(Reply.text("a b c d e f g h i j k l m n o p").tokensPerSecond(20));
		ChatRequest request = SimulatedChat.to(route).timeouts(attempt(WHOLE_ATTEMPT)).build();
		Punctuality.measure(() -> {
			Outcome outcome = chat.ask(request, Wire.STREAMED);
			assertThat(outcome.problem().kind()).isEqualTo(FailureKind.TIMEOUT);
			assertThat(outcome.problem().partialText()).isEqualTo(outcome.text()).startsWith("a b");
			Punctuality.assertEndsAt(outcome.took(), WHOLE_ATTEMPT);
		});
	}

	static List<String> routes() {
		return List.of(SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC);
	}

	static Stream<Fault> streamFaults() {
		return routes().stream().flatMap(StreamFaultTests::streamFaults);
	}

	static Stream<Fault> streamFaultsThatAreSoonOver() {
		return streamFaults().filter((fault) -> fault.limit != FIRST_TOKEN);
	}

	private static Stream<Fault> streamFaults(String route) {
		String overloaded = overloaded(route);
		Reply answer = Reply.text(TEXT);
		return Stream.concat(beforeHeaders(route), Stream.of(
				new Fault("no first token", route, Reply.noFirstToken(), FailureKind.TIMEOUT).unknownWhetherSent()
					.endingAt(FIRST_TOKEN),
				new Fault("pings only", route, Reply.pingsOnly(Duration.ofMillis(30)), FailureKind.TIMEOUT)
					.unknownWhetherSent()
					.endingAt(FIRST_TOKEN),
				new Fault("no headers", route, Reply.noHeaders(), FailureKind.TIMEOUT).unknownWhetherSent()
					.endingAt(FIRST_TOKEN),
				new Fault("slow trickle", route, answer.trickle(Duration.ofMillis(10)), FailureKind.TIMEOUT)
					.unknownWhetherSent()
					.endingAt(FIRST_TOKEN),
				new Fault("stall", route, answer.stallAfterTokens(2), FailureKind.TIMEOUT).after("one two")
					.endingAt(IDLE),
				new Fault("stall with signs of life", route,
						answer.stallAfterTokens(2).keepAliveComments(Duration.ofMillis(30)), FailureKind.TIMEOUT)
					.after("one two")
					.endingAt(IDLE),
				new Fault("cut", route, answer.cutAfterTokens(3), FailureKind.INTERRUPTED).after("one two three"),
				new Fault("reset on the way", route, answer.resetAfterTokens(3), FailureKind.INTERRUPTED)
					.after("one two three"),
				new Fault("clean early end", route, answer.endAfterTokens(4), FailureKind.INTERRUPTED)
					.after("one two three four"),
				new Fault("clean end after the last token", route, answer.endAfterTokens(6), FailureKind.INTERRUPTED)
					.after(TEXT),
				new Fault("error event first", route, answer.errorEventAfterTokens(0, overloaded),
						FailureKind.OVERLOADED),
				new Fault("error event on the way", route, answer.errorEventAfterTokens(3, overloaded),
						FailureKind.OVERLOADED)
					.after("one two three"),
				new Fault("bad JSON first", route, answer.badJsonAfterTokens(0), FailureKind.MALFORMED),
				new Fault("bad JSON on the way", route, answer.badJsonAfterTokens(2), FailureKind.MALFORMED)
					.after("one two")));
	}

	static Stream<Fault> wholeFaults() {
		return routes().stream().flatMap(StreamFaultTests::wholeFaults);
	}

	private static Stream<Fault> wholeFaults(String route) {
		Reply answer = Reply.text(TEXT);
		return Stream.concat(beforeHeaders(route), Stream.of(
				new Fault("no headers", route, Reply.noHeaders(), FailureKind.TIMEOUT).unknownWhetherSent()
					.endingAt(WHOLE_ATTEMPT),
				new Fault("no body", route, Reply.noFirstToken(), FailureKind.TIMEOUT).unknownWhetherSent()
					.endingAt(WHOLE_ATTEMPT),
				new Fault("empty lines only", route, Reply.pingsOnly(Duration.ofMillis(30)), FailureKind.TIMEOUT)
					.unknownWhetherSent()
					.endingAt(WHOLE_ATTEMPT),
				new Fault("slow trickle", route, answer.trickle(Duration.ofMillis(10)), FailureKind.TIMEOUT)
					.unknownWhetherSent()
					.endingAt(WHOLE_ATTEMPT),
				new Fault("stall", route, answer.stallAfterTokens(2), FailureKind.TIMEOUT).unknownWhetherSent()
					.endingAt(WHOLE_ATTEMPT),
				new Fault("cut", route, answer.cutAfterTokens(3), FailureKind.INTERRUPTED),
				new Fault("reset on the way", route, answer.resetAfterTokens(3), FailureKind.INTERRUPTED),
				new Fault("clean early end", route, answer.endAfterTokens(4), FailureKind.MALFORMED),
				new Fault("error", route, answer.errorEventAfterTokens(0, overloaded(route)), FailureKind.OVERLOADED),
				new Fault("bad JSON", route, Reply.badJson(), FailureKind.MALFORMED)));
	}

	private static Stream<Fault> beforeHeaders(String route) {
		return Stream.of(new Fault("reset", route, Reply.reset(), FailureKind.CONNECTION).unknownWhetherSent(),
				new Fault("close", route, Reply.closeBeforeHeaders(), FailureKind.CONNECTION).unknownWhetherSent(),
				new Fault("HTML with 200", route, Reply.htmlOk(), FailureKind.MALFORMED),
				new Fault("nothing with 200", route, Reply.emptyOk(), FailureKind.MALFORMED));
	}

	private static String overloaded(String route) {
		return route.equals(SimulatedChat.OPENAI) ? "server_is_overloaded" : "overloaded_error";
	}

	private static ChatRequest.Timeouts attempt(@Nullable Duration attempt) {
		return new ChatRequest.Timeouts(null, null, null, attempt);
	}

	/**
	 * A fault and what shall become of it.
	 */
	record Fault(String name, String route, Reply reply, FailureKind kind, Sent sent, String textSoFar,
			@Nullable Duration limit) {

		Fault(String name, String route, Reply reply, FailureKind kind) {
			this(name, route, reply, kind, Sent.YES, "", null);
		}

		Fault unknownWhetherSent() {
			return new Fault(this.name, this.route, this.reply, this.kind, Sent.UNKNOWN, this.textSoFar, this.limit);
		}

		Fault after(String text) {
			return new Fault(this.name, this.route, this.reply, this.kind, this.sent, text, this.limit);
		}

		Fault endingAt(Duration limit) {
			return new Fault(this.name, this.route, this.reply, this.kind, this.sent, this.textSoFar, limit);
		}

		void assertEnd(Duration time) {
			if (this.limit != null) {
				Punctuality.assertEndsAt(time, this.limit);
			}
		}

		@Override
		public String toString() {
			return this.route + ": " + this.name;
		}

	}

}
