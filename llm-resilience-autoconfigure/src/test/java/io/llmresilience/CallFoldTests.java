package io.llmresilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.llmresilience.CallTrace.Attempt;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.Note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link CallFold}.
 */
class CallFoldTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final CallFold fold = new CallFold();

	@Test
	void keepsNotesFromTheCaller() {
		assertThat(this.fold.accept(new Note.Waiting(SECOND, WaitReason.BACKOFF))).isNull();
		assertThat(this.fold.accept(TestCalls.text("a"))).isEqualTo(TestCalls.text("a"));
	}

	@Test
	void foldsNotesIntoTheAnswersTrace() {
		this.fold.accept(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.OVERLOADED, SECOND));
		this.fold.accept(new Note.Waiting(SECOND, WaitReason.HINT));
		ChatEvent completed = this.fold
			.accept(TestCalls.completed("fine").with(new Note.AttemptEnded(TestCalls.ROUTE, 2, null, SECOND)));
		assertThat(completed).isInstanceOfSatisfying(ChatEvent.Completed.class, (event) -> {
			assertThat(event.notes()).isEmpty();
			assertThat(event.response().trace().attempts()).containsExactly(new Attempt(TestCalls.ROUTE, 1,
					FailureKind.OVERLOADED, Duration.ZERO, WaitReason.NONE, SECOND, null),
					new Attempt(TestCalls.ROUTE, 2, null, SECOND, WaitReason.HINT, SECOND, null));
		});
	}

	@Test
	void whenAnAttemptWaitedTwiceShouldGiveTheReasonOfTheLongerWait() {
		this.fold.accept(new Note.Waiting(SECOND, WaitReason.BACKOFF));
		this.fold.accept(new Note.Waiting(SECOND.dividedBy(2), WaitReason.LIMITER));
		this.fold.accept(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.OVERLOADED, SECOND));
		Attempt attempt = explained(TestCalls.failure(FailureKind.OVERLOADED)).trace().attempts().get(0);
		assertThat(attempt.waited()).isEqualTo(Duration.ofMillis(1500));
		assertThat(attempt.waitReason()).isEqualTo(WaitReason.BACKOFF);
	}

	@Test
	void givesFailuresTheTextAndTraceSoFar() {
		this.fold.accept(TestCalls.text("so "));
		this.fold.accept(TestCalls.text("far"));
		this.fold.accept(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.INTERRUPTED, SECOND));
		LlmException failure = explained(TestCalls.failure(FailureKind.INTERRUPTED));
		assertThat(failure.partialText()).isEqualTo("so far");
		assertThat(failure.trace().attempts()).extracting(Attempt::outcome).containsExactly("INTERRUPTED");
	}

	@Test
	void whenTextWasWithheldShouldGiveItToTheFailure() {
		this.fold.accept(new Note.Withheld("unseen"));
		assertThat(explained(TestCalls.failure(FailureKind.INTERRUPTED)).partialText()).isEqualTo("unseen");
	}

	@Test
	void whenAnswerBeginsAnewShouldForgetTheText() {
		this.fold.accept(TestCalls.text("old"));
		ChatEvent restarted = new ChatEvent.Restarted(FailureKind.INTERRUPTED);
		assertThat(this.fold.accept(restarted)).isEqualTo(restarted);
		this.fold.accept(TestCalls.text("new"));
		assertThat(explained(TestCalls.failure(FailureKind.INTERRUPTED)).partialText()).isEqualTo("new");
	}

	@Test
	void foldsRoutesThatWereNotAskedOrGivenUpIntoTheTrace() {
		this.fold.accept(new Note.Planned(List.of("a/a", "b/b")));
		this.fold.accept(new Note.Skipped("a/a", FailureKind.CIRCUIT_OPEN, "circuit open"));
		this.fold.accept(new Note.Overtaken("b/b", 2, "c/c", SECOND));
		CallTrace trace = explained(TestCalls.failure(FailureKind.TIMEOUT)).trace();
		assertThat(trace.routes()).containsExactly("a/a", "b/b");
		assertThat(trace.attemptsMade()).isEqualTo(1);
		assertThat(trace.attempts()).extracting("route", "number", "outcome", "duration", "reason")
			.containsExactly(tuple("a/a", 0, "CIRCUIT_OPEN", Duration.ZERO, "circuit open"),
					tuple("b/b", 2, "OVERTAKEN", SECOND, "c/c was faster"));
	}

	@Test
	void foldsChargesIntoTheCostsOfAttemptsAndCall() {
		this.fold.accept(new Note.Charged(new BigDecimal("0.25")));
		this.fold.accept(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.INTERRUPTED, SECOND));
		ChatEvent completed = this.fold.accept(TestCalls.completed("fine")
			.with(new Note.Charged(new BigDecimal("0.0000005")))
			.with(new Note.AttemptEnded(TestCalls.ROUTE, 2, null, SECOND)));
		assertThat(completed).isInstanceOfSatisfying(ChatEvent.Completed.class, (event) -> {
			assertThat(event.response().trace().attempts()).extracting(Attempt::cost)
				.containsExactly(new BigDecimal("0.25"), new BigDecimal("0.0000005"));
			assertThat(event.response().cost()).isEqualTo("0.2500005");
		});
	}

	@Test
	void whenOneAttemptsCostIsUnknownShouldNotKnowTheCalls() {
		this.fold.accept(new Note.Charged(new BigDecimal("0.25")));
		this.fold.accept(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.INTERRUPTED, SECOND));
		this.fold.accept(new Note.AttemptEnded(TestCalls.ROUTE, 2, FailureKind.INTERRUPTED, SECOND));
		CallTrace trace = explained(TestCalls.failure(FailureKind.INTERRUPTED)).trace();
		assertThat(trace.attempts()).extracting(Attempt::cost).containsExactly(new BigDecimal("0.25"), null);
		assertThat(trace.cost()).isNull();
	}

	private LlmException explained(LlmException failure) {
		this.fold.explain(failure);
		return failure;
	}

}
