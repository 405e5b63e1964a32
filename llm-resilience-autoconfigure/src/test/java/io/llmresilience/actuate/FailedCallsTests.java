package io.llmresilience.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;
import io.llmresilience.observation.CallWatchFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailedCalls}.
 */
class FailedCallsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final Instant now = TestCalls.ARRIVAL.plusMillis(1500);

	private final FailedCalls calls = new FailedCalls(() -> this.now);

	private final ChatFilter filter = new CallWatchFilter(List.of(this.calls));

	@Test
	void whenACallFailsShouldRememberWhatItTried() {
		ProviderException failure = ProviderException.of(FailureKind.OVERLOADED, TestCalls.ROUTE)
			.status(529)
			.requestId("req_1")
			.retryAfter(Duration.ofSeconds(2))
			.build();
		call(Flux.just(new Note.Waiting(Duration.ofMillis(20), WaitReason.BACKOFF),
				new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.OVERLOADED, Duration.ofMillis(30))), failure);
		assertThat(this.calls.latest()).singleElement().satisfies((call) -> {
			assertThat(call)
				.extracting("at", "kind", "route", "providerStatus", "requestId", "retryable", "retryAfterMs")
				.containsExactly(this.now, FailureKind.OVERLOADED, TestCalls.ROUTE, 529, "req_1", true, 2000L);
			assertThat(call.durationMs()).isEqualTo(1500);
			assertThat(call.trace()).containsExactly(new FailedCallView.TraceView(TestCalls.ROUTE, 1, "OVERLOADED", 20,
					WaitReason.BACKOFF, 30, null, null));
		});
	}

	@Test
	void contentShouldNotBeRemembered() {
		call(Flux.just(TestCalls.text("canary"), new Note.Withheld("canary")), TestCalls.failure(FailureKind.TIMEOUT));
		assertThat(this.calls.latest()).singleElement().asString().doesNotContain("canary");
	}

	@Test
	void whenACallIsAnsweredOrCancelledShouldRememberNothing() {
		StepVerifier.create(this.filter.filter(TestCalls.streamed(), (call) -> Flux.just(TestCalls.completed("a"))))
			.expectNextCount(1)
			.expectComplete()
			.verify(LIMIT);
		StepVerifier.create(this.filter.filter(TestCalls.streamed(), (call) -> Flux.never()))
			.thenCancel()
			.verify(LIMIT);
		assertThat(this.calls.latest()).isEmpty();
	}

	@Test
	void whenManyFailShouldKeepTheLastFiftyLatestFirst() {
		for (int i = 0; i < 60; i++) {
			call(Flux.empty(), ProviderException.of(FailureKind.OVERLOADED, TestCalls.ROUTE).status(500 + i).build());
		}
		assertThat(this.calls.latest()).hasSize(50).first().extracting(FailedCallView::providerStatus).isEqualTo(559);
		assertThat(this.calls.latest()).last().extracting(FailedCallView::providerStatus).isEqualTo(510);
	}

	@Test
	void everyCallShouldHaveATraceOfItsOwn() {
		Flux<ChatEvent> filtered = this.filter.filter(TestCalls.streamed(),
				(call) -> Flux.<ChatEvent>just(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.TIMEOUT, LIMIT))
					.concatWith(Flux.error(TestCalls.failure(FailureKind.TIMEOUT))));
		StepVerifier.create(filtered).expectNextCount(1).expectError().verify(LIMIT);
		StepVerifier.create(filtered).expectNextCount(1).expectError().verify(LIMIT);
		assertThat(this.calls.latest()).extracting(FailedCallView::trace).extracting(List::size).containsExactly(1, 1);
	}

	private void call(Flux<ChatEvent> events, Throwable failure) {
		StepVerifier.create(this.filter.filter(TestCalls.streamed(), (call) -> events.concatWith(Flux.error(failure))))
			.thenConsumeWhile((event) -> true)
			.expectErrorMatches((actual) -> actual == failure)
			.verify(LIMIT);
	}

}
