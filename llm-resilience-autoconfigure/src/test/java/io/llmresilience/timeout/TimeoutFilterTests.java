package io.llmresilience.timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;
import io.llmresilience.WatchedTimer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimeoutFilter}.
 */
class TimeoutFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final WatchedTimer timer = new WatchedTimer();

	private final TestPublisher<ChatEvent> provider = TestPublisher.create();

	private final TimeoutFilter filter = new TimeoutFilter(TestCalls.ROUTE, new TimeoutSettings(Duration.ofSeconds(1),
			Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(10)), this.timer, this.timer);

	@Test
	void whenNoContentComesShouldEndAtFirstTokenLimit() {
		verify(TestCalls.streamed()).then(() -> pass(2999))
			.expectNoEvent(Duration.ZERO)
			.then(() -> pass(1))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "no first token within 3 s"))
			.verify(LIMIT);
		this.provider.assertCancelled();
	}

	@Test
	void whenOnlyTheStartIsAnnouncedShouldStillEndAtFirstTokenLimit() {
		ChatEvent started = new ChatEvent.Started(null, null, Usage.UNKNOWN, ServerLimits.UNKNOWN);
		verify(TestCalls.streamed()).then(() -> pass(2000))
			.then(() -> this.provider.next(started))
			.expectNext(started)
			.then(() -> pass(1000))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "no first token within 3 s"))
			.verify(LIMIT);
	}

	@Test
	void whenTheAnswerHasBegunShouldTellTheProvidersId() {
		verify(TestCalls.streamed())
			.then(() -> this.provider.next(new ChatEvent.Started("req_1", null, Usage.UNKNOWN, ServerLimits.UNKNOWN)))
			.expectNextCount(1)
			.then(() -> pass(3000))
			.expectErrorSatisfies((failure) -> assertThat(failure)
				.isInstanceOfSatisfying(ProviderException.class,
						(timeout) -> assertThat(timeout.requestId()).isEqualTo("req_1"))
				.hasMessageEndingWith("no first token within 3 s, request id req_1"))
			.verify(LIMIT);
	}

	@Test
	void whenContentStopsShouldEndAtIdleLimit() {
		verify(TestCalls.streamed()).then(() -> pass(2000))
			.then(() -> this.provider.next(TestCalls.text("a")))
			.expectNextCount(1)
			.then(() -> pass(1999))
			.then(() -> this.provider.next(TestCalls.text("b")))
			.expectNextCount(1)
			.then(() -> pass(2000))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "no further token within 2 s"))
			.verify(LIMIT);
	}

	@Test
	void whenContentStopsLongBeforeTheFirstTokenLimitShouldEndAtIdleLimit() {
		verify(TestCalls.streamed()).then(() -> pass(100))
			.then(() -> this.provider.next(TestCalls.text("a")))
			.expectNextCount(1)
			.then(() -> pass(1999))
			.expectNoEvent(Duration.ZERO)
			.then(() -> pass(1))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "no further token within 2 s"))
			.verify(LIMIT);
	}

	@Test
	void whenContentStopsShouldKnowThatTheRequestWasSent() {
		verify(TestCalls.streamed()).then(() -> this.provider.next(TestCalls.text("a")))
			.expectNextCount(1)
			.then(() -> pass(2000))
			.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).sent()).isEqualTo(Sent.YES))
			.verify(LIMIT);
	}

	@Test
	void whenTimeRunsOutWhileTheAnswerIsDeliveredShouldStillBeComplete() {
		List<Object> seen = new ArrayList<>();
		filtered(TestCalls.whole()).subscribe((event) -> {
			pass(60000);
			seen.add("answer");
		}, seen::add, () -> seen.add("end"));
		this.provider.next(TestCalls.completed("a")).complete();
		assertThat(seen).containsExactly("answer", "end");
	}

	@Test
	void whenReasoningArrivesShouldCountAsProgress() {
		verify(TestCalls.streamed()).then(() -> pass(2000))
			.then(() -> this.provider.next(new ChatEvent.ReasoningDelta("hm")))
			.expectNextCount(1)
			.then(() -> pass(1500))
			.then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.expectNextCount(1)
			.verifyComplete();
	}

	@Test
	void whenContentFlowsForTooLongShouldEndAtAttemptLimit() {
		Flux<ChatEvent> endless = Flux.interval(Duration.ofSeconds(1), this.timer).map((tick) -> TestCalls.text("x"));
		StepVerifier.create(this.filter.filter(TestCalls.streamed(), (call) -> endless))
			.then(() -> pass(10000))
			.thenConsumeWhile((event) -> true)
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "attempt not finished within 10 s"))
			.verify(LIMIT);
	}

	@Test
	void whenCallIsWholeShouldOnlyKnowTheAttemptLimit() {
		verify(TestCalls.whole()).then(() -> pass(9999))
			.expectNoEvent(Duration.ZERO)
			.then(() -> pass(1))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "attempt not finished within 10 s"))
			.verify(LIMIT);
	}

	@Test
	void whenConsumerDoesNotAskShouldNotCountIdleTime() {
		StepVerifier.create(filtered(TestCalls.streamed()), 1)
			.then(() -> this.provider.next(TestCalls.text("a")))
			.expectNextCount(1)
			.then(() -> pass(6000))
			.expectNoEvent(Duration.ZERO)
			.thenRequest(1)
			.then(() -> pass(1999))
			.expectNoEvent(Duration.ZERO)
			.then(() -> pass(1))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "no further token within 2 s"))
			.verify(LIMIT);
	}

	@Test
	void whenAnswerIsFinishingShouldNotCountIdleTime() {
		verify(TestCalls.streamed()).then(() -> this.provider.next(TestCalls.text("a"), new ChatEvent.Note.Finishing()))
			.expectNextCount(2)
			.then(() -> pass(2500))
			.then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.expectNextCount(1)
			.verifyComplete();
	}

	@Test
	void whenRequestHasLimitsOfItsOwnShouldUseThem() {
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.timeouts(new ChatRequest.Timeouts(null, Duration.ofMillis(500), null, null))
			.build();
		verify(TestCalls.of(request, ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL)).then(() -> pass(500))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, "no first token within 500 ms"))
			.verify(LIMIT);
	}

	@Test
	void whenDeadlineComesFirstShouldEndTheAttemptThere() {
		pass(115_000);
		verify(TestCalls.whole()).then(() -> pass(4999))
			.expectNoEvent(Duration.ZERO)
			.then(() -> pass(1))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(CallRefusedException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.DEADLINE)))
			.verify(LIMIT);
	}

	@ParameterizedTest
	@CsvSource({ "WHOLE, FAIL, attempt not finished within 2 s", "STREAMED, BUFFER, attempt not finished within 2 s",
			"STREAMED, FAIL, no first token within 2 s" })
	void whenShareEndsFirstShouldTimeOutThere(ChatCall.Wire wire, ChatCall.InterruptionMode onInterruption,
			String reason) {
		verify(shared(wire, onInterruption)).then(() -> pass(1999))
			.expectNoEvent(Duration.ZERO)
			.then(() -> pass(1))
			.expectErrorSatisfies((failure) -> assertTimeout(failure, reason))
			.verify(LIMIT);
	}

	@Test
	void whenShareEndsAfterContentShouldLetTheStreamGoOn() {
		verify(shared(ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL)).then(() -> pass(1000))
			.then(() -> this.provider.next(TestCalls.text("a")))
			.expectNextCount(1)
			.then(() -> pass(1900))
			.then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.expectNextCount(1)
			.verifyComplete();
	}

	private static ChatCall shared(ChatCall.Wire wire, ChatCall.InterruptionMode onInterruption) {
		return TestCalls.of(wire, onInterruption)
			.withHop(new ChatCall.Hop(2, Duration.ofSeconds(5), TestCalls.ARRIVAL.plusSeconds(2)));
	}

	@Test
	void whenAnswerCompletesShouldLeaveNoTimer() {
		verify(TestCalls.streamed()).then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.expectNextCount(1)
			.verifyComplete();
		assertThat(this.timer.tasksLeft()).isZero();
	}

	@Test
	void whenCallIsCancelledShouldLeaveNoTimerAndCancelProvider() {
		verify(TestCalls.streamed()).thenCancel().verify(LIMIT);
		this.provider.assertCancelled();
		assertThat(this.timer.tasksLeft()).isZero();
	}

	@Test
	void whenProviderFailsShouldPassTheSameFailure() {
		ProviderException failure = TestCalls.failure(FailureKind.SERVER_ERROR);
		verify(TestCalls.streamed()).then(() -> this.provider.error(failure))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
	}

	@Test
	void whenConsumerIsBusyAtExpiryShouldFailAfterItReturns() {
		List<Object> seen = new ArrayList<>();
		filtered(TestCalls.streamed()).subscribe((event) -> {
			pass(60000);
			seen.add("event delivered");
		}, seen::add);
		this.provider.next(TestCalls.text("a"));
		assertThat(seen).hasSize(2).element(0).isEqualTo("event delivered");
		assertThat(seen).element(1).isInstanceOf(ProviderException.class);
	}

	private StepVerifier.FirstStep<ChatEvent> verify(ChatCall call) {
		return StepVerifier.create(filtered(call));
	}

	private Flux<ChatEvent> filtered(ChatCall call) {
		return this.filter.filter(call, (same) -> this.provider.flux());
	}

	private void pass(long millis) {
		this.timer.pass(millis);
	}

	private static void assertTimeout(Throwable failure, String reason) {
		assertThat(failure).isInstanceOfSatisfying(ProviderException.class, (ex) -> {
			assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT);
			assertThat(ex).hasMessageContaining(reason);
		});
	}

}
