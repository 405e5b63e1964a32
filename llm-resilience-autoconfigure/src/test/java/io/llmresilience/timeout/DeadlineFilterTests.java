package io.llmresilience.timeout;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.TestCalls;
import io.llmresilience.WatchedTimer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeadlineFilter}.
 */
class DeadlineFilterTests {

	private final WatchedTimer timer = new WatchedTimer();

	private final DeadlineFilter filter = new DeadlineFilter(this.timer, this.timer);

	@Test
	void whenCallTakesTooLongShouldEndAtDeadline() {
		StepVerifier.create(this.filter.filter(TestCalls.whole(), (call) -> Flux.never()))
			.expectSubscription()
			.then(() -> this.timer.pass(120_049))
			.expectNoEvent(Duration.ZERO)
			.then(() -> this.timer.pass(1))
			.expectErrorSatisfies((failure) -> assertDeadline(failure, Sent.UNKNOWN))
			.verify(Duration.ofSeconds(5));
	}

	@Test
	void whenDeadlineHasPassedShouldNotCallAtAll() {
		ChatCall late = TestCalls.whole();
		this.timer.pass(180_000);
		StepVerifier.create(this.filter.filter(late, (call) -> {
			throw new AssertionError("must not be called");
		})).expectErrorSatisfies((failure) -> assertDeadline(failure, Sent.NO)).verify(Duration.ofSeconds(5));
	}

	@Test
	void whenCallIsInTimeShouldPassItsEvents() {
		StepVerifier.create(this.filter.filter(TestCalls.whole(), (call) -> Flux.just(TestCalls.completed("fine"))))
			.expectNext(TestCalls.completed("fine"))
			.verifyComplete();
		assertThat(this.timer.tasksLeft()).isZero();
	}

	private static void assertDeadline(Throwable failure, Sent sent) {
		assertThat(failure).isInstanceOfSatisfying(CallRefusedException.class, (ex) -> {
			assertThat(ex.kind()).isEqualTo(FailureKind.DEADLINE);
			assertThat(ex.sent()).isEqualTo(sent);
			assertThat(ex).hasMessageContaining("120 s").hasMessageContaining("llm.resilience.chat.timeout");
		});
	}

}
