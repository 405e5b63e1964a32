package io.llmresilience.sample.panel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.ProviderException;
import io.llmresilience.Usage;
import io.llmresilience.observation.CallWatchFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallBoard}.
 */
class CallBoardTests {

	private static final String ROUTE = "anthropic/claude-sonnet-5-5";

	private final CallBoard board = new CallBoard();

	private final List<PanelCall> seen = new ArrayList<>();

	CallBoardTests() {
		this.board.calls().subscribe(this.seen::add);
	}

	@Test
	void answeredCallShouldBeTold() {
		watch(Flux.just(attempt(FailureKind.OVERLOADED), new ChatEvent.TextDelta("canary"), answer())).blockLast();
		PanelCall call = this.seen.get(0);
		assertThat(call.outcome()).isEqualTo("OK");
		assertThat(call.route()).isEqualTo(ROUTE);
		assertThat(call.trace()).hasSize(1);
		assertThat(this.seen).hasSize(1);
	}

	@Test
	void failedCallShouldBeToldWithWhatWasTried() {
		watch(Flux.concat(Flux.just(attempt(FailureKind.TIMEOUT), new ChatEvent.Note.Withheld("canary")),
				Flux.error(ProviderException.of(FailureKind.TIMEOUT, ROUTE).build())))
			.onErrorComplete()
			.blockLast();
		assertThat(this.seen).extracting(PanelCall::outcome).containsExactly("TIMEOUT");
		assertThat(this.seen.get(0).trace()).extracting("outcome").containsExactly("TIMEOUT");
		assertThat(this.seen.toString()).doesNotContain("canary");
	}

	@Test
	void whenNobodyWaitsForItsEndShouldBeToldAsCancelled() {
		watch(Flux.never()).subscribe().dispose();
		assertThat(this.seen).extracting(PanelCall::outcome).containsExactly("CANCELLED");
	}

	@Test
	void whenTheAnswerIsTakenAndTheStreamCancelledShouldBeToldOnce() {
		watch(Flux.concat(Flux.just(answer()), Flux.never())).blockFirst();
		assertThat(this.seen).extracting(PanelCall::outcome).containsExactly("OK");
	}

	@Test
	void whoComesLateShouldSeeTheLastCallsOldestFirst() {
		for (int i = 0; i < CallBoard.MOST + 5; i++) {
			watch(Flux.just(answer())).blockLast();
		}
		List<PanelCall> last = new ArrayList<>();
		this.board.calls().subscribe(last::add);
		assertThat(last).extracting(PanelCall::id).hasSize(CallBoard.MOST).startsWith(6L).isSorted();
	}

	private Flux<ChatEvent> watch(Flux<ChatEvent> events) {
		ChatCall call = new ChatCall(ChatRequest.of("canary"), Instant.EPOCH, Instant.EPOCH.plusSeconds(60),
				ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL);
		return new CallWatchFilter(List.of(this.board)).filter(call, (asked) -> events);
	}

	private static ChatEvent attempt(FailureKind failure) {
		return new ChatEvent.Note.AttemptEnded(ROUTE, 1, failure, Duration.ofMillis(12));
	}

	private static ChatEvent answer() {
		return new ChatEvent.Completed(ChatResponse.of(Message.assistant("canary"), FinishReason.STOP, "stop",
				new Usage(3L, 4L, null, null, null), new ChatResponse.Origin(ROUTE, null, null)));
	}

}
