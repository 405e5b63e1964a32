package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;
import io.llmresilience.budget.BudgetSettings.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetDoorFilter}: the answer of a call may cost 0.04 USD.
 */
class BudgetDoorFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final ChatCall CALL = Priced.call(Wire.WHOLE, 400);

	private static final Note.Charged NOTHING = new Note.Charged(BigDecimal.ZERO);

	private final Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));

	@Test
	void whenNotEvenTheAnswerFitsShouldRefuseBeforeAnythingQueues() {
		this.spending.spend("0.97");
		StepVerifier.create(through(this.spending, Flux.error(new AssertionError("went on"))))
			.expectNext(NOTHING)
			.verifyError(BudgetExceededException.class);
		assertThat(this.spending.snapshot().refused()).isOne();
	}

	@Test
	void whenTheAnswerFitsShouldGoOnAndReserveNothing() {
		this.spending.spend("0.96");
		StepVerifier.create(through(this.spending, Flux.just(TestCalls.completed("a"))))
			.expectNextCount(1)
			.verifyComplete();
		assertThat(this.spending.reserved()).isEqualTo("0");
	}

	@Test
	void whenOthersMaySettleShouldGoOn() {
		this.spending.call("0.99");
		StepVerifier.create(through(this.spending, Flux.just(TestCalls.completed("a"))))
			.expectNextCount(1)
			.verifyComplete();
	}

	@Test
	void whenOnlyObservedShouldGoOn() {
		Spending observed = new Spending(Spending.limits().mode(Mode.OBSERVE).usd("daily", "1", "day"));
		observed.spend("2");
		StepVerifier.create(through(observed, Flux.just(TestCalls.completed("a")))).expectNextCount(1).verifyComplete();
		assertThat(observed.snapshot().refused()).isOne();
	}

	@Test
	void whenAnAttemptNeverReachedTheBudgetShouldSayThatItCostNothing() {
		CallRefusedException refusal = new CallRefusedException(FailureKind.RATE_LIMIT_WAIT, Priced.ROUTE, "no");
		StepVerifier.create(through(this.spending, Flux.error(refusal)))
			.expectNext(NOTHING)
			.expectErrorSatisfies((failure) -> assertThat(failure).isSameAs(refusal))
			.verify(LIMIT);
	}

	@Test
	void whenAnAttemptWasChargedShouldSayNoMore() {
		Note.Charged charged = new Note.Charged(new BigDecimal("0.01"));
		StepVerifier
			.create(through(this.spending,
					Flux.concat(Flux.just(charged), Flux.error(TestCalls.failure(FailureKind.INTERRUPTED)))))
			.expectNext(charged)
			.verifyErrorSatisfies((failure) -> assertThat(failure).isNotNull());
	}

	private static Flux<ChatEvent> through(Spending spending, Flux<ChatEvent> events) {
		return new BudgetDoorFilter(spending.budgets, Priced.MODEL, Priced.PRICES, Priced.ESTIMATOR).filter(CALL,
				(call) -> events);
	}

}
