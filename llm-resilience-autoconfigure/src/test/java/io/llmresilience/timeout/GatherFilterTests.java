package io.llmresilience.timeout;

import java.math.BigDecimal;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatherFilter}.
 */
class GatherFilterTests {

	private final TestPublisher<ChatEvent> provider = TestPublisher.create();

	@Test
	void whenBufferingShouldDeliverNothingUntilComplete() {
		StepVerifier.create(filtered(InterruptionMode.BUFFER))
			.then(() -> this.provider.next(TestCalls.text("a"), TestCalls.text("b")))
			.expectNoEvent(Duration.ofMillis(1))
			.then(() -> this.provider.next(TestCalls.completed("ab")).complete())
			.expectNext(TestCalls.text("a"), TestCalls.text("b"), TestCalls.completed("ab"))
			.verifyComplete();
	}

	@Test
	void whenBufferedAnswerBreaksShouldOnlyNoteWhatWasWithheld() {
		ProviderException failure = TestCalls.failure(FailureKind.INTERRUPTED);
		StepVerifier.create(filtered(InterruptionMode.BUFFER))
			.then(() -> this.provider.next(TestCalls.text("a"), TestCalls.text("b")).error(failure))
			.expectNext(new ChatEvent.Note.Withheld("ab"))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(Duration.ofSeconds(5));
	}

	@Test
	void whenBufferedAnswerBreaksShouldStillTellWhatItCost() {
		ChatEvent.Note charged = new ChatEvent.Note.Charged(BigDecimal.TEN);
		StepVerifier.create(filtered(InterruptionMode.BUFFER))
			.then(() -> this.provider.next(TestCalls.text("a"), charged)
				.error(TestCalls.failure(FailureKind.INTERRUPTED)))
			.expectNext(charged, new ChatEvent.Note.Withheld("a"))
			.verifyError(ProviderException.class);
	}

	@Test
	void whenNotBufferingShouldDeliverAtOnce() {
		StepVerifier.create(filtered(InterruptionMode.FAIL))
			.then(() -> this.provider.next(TestCalls.text("a")))
			.expectNext(TestCalls.text("a"))
			.thenCancel()
			.verify(Duration.ofSeconds(5));
	}

	private Flux<ChatEvent> filtered(InterruptionMode mode) {
		ChatCall call = TestCalls.of(Wire.STREAMED, mode);
		return new GatherFilter().filter(call, (same) -> this.provider.flux());
	}

}
