package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.BudgetExceededException.Shortage;
import io.llmresilience.FailureKind;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Mode;
import io.llmresilience.budget.Spending.Call;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link Ledger}: how calls get in and out of the books.
 */
class LedgerTests {

	private final Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));

	@Test
	void whenACallFitsShouldReserveAndThenSettleWhatItTook() {
		Call call = this.spending.call("0.4");
		assertThat(call.held()).isTrue();
		assertThat(this.spending.reserved()).isEqualTo("0.4");
		call.settle("0.123456789012");
		assertThat(this.spending.reserved()).isEqualTo("0");
		assertThat(this.spending.settled()).isEqualTo("0.123456789012");
	}

	@Test
	void onlyTheFirstEndShouldCount() {
		Call call = this.spending.call("0.4");
		call.settle("0.1").keep();
		call.release();
		assertThat(this.spending.settled()).isEqualTo("0.1");
		assertThat(this.spending.reserved()).isEqualTo("0");
	}

	@ParameterizedTest
	@CsvSource({ "0.6, true", "0.600000000001, false", "0, true" })
	void exactlyTheRestShouldFit(String needed, boolean fits) {
		this.spending.spend("0.4");
		assertThat(this.spending.call(needed).held()).isEqualTo(fits);
	}

	@Test
	void whenNothingIsReservedShouldRefuseAtOnceAndSayHowItStands() {
		this.spending.spend("0.9");
		Call call = this.spending.call("0.2");
		Shortage shortage = call.refusal().shortage();
		assertThat(call.refusal().kind()).isEqualTo(FailureKind.BUDGET_EXCEEDED);
		assertThat(shortage.budget()).isEqualTo("daily");
		assertThat(shortage.spent()).isEqualByComparingTo("0.9");
		assertThat(shortage.limit()).isEqualByComparingTo("1");
		assertThat(shortage.resetsAt()).isEqualTo(Instant.parse("1970-01-02T00:00:00Z"));
		assertThat(call.refusal().retryAfter()).isEqualTo(Duration.ofDays(1));
		assertThat(call.refusal()).hasMessage(
				"openai/gpt-6-luna: budget 'daily' of 1 USD has 0.9 spent and 0 reserved, and the call could cost "
						+ "0.2; it has room again at 1970-01-02T00:00:00Z, or raise "
						+ "'llm.resilience.budget.limits.daily.limit' or lower max-tokens");
	}

	@Test
	void whenACallCostsMoreThanTheWholeBudgetShouldNotWait() {
		this.spending.call("0.1");
		Call call = this.spending.call("1.1");
		assertThat(call.refusal()).hasMessageContaining("is smaller than the 1.1 that the call alone could cost");
		assertThat(call.refusal().retryAfter()).isNull();
	}

	@Test
	void whenOthersHaveReservedShouldWaitForThemToSettle() {
		Call first = this.spending.call("0.7");
		Call second = this.spending.call("0.7");
		assertThat(second.waits()).isTrue();
		this.spending.pass(Duration.ofMillis(300));
		first.settle("0.2");
		assertThat(second.held()).isTrue();
		this.spending.pass(Duration.ofMillis(1));
		assertThat(second.decidedAtMillis()).isBetween(300L, 301L);
		assertThat(this.spending.timer.tasksLeft()).isZero();
	}

	@Test
	void whenTheOthersTookTooMuchShouldRefuseAsSoonAsThatIsKnown() {
		Call first = this.spending.call("0.7");
		Call second = this.spending.call("0.7");
		first.keep();
		assertThat(second.refusal().shortage().spent()).isEqualByComparingTo("0.7");
	}

	@Test
	void whenNobodySettlesShouldWaitNoLongerThanItMay() {
		this.spending.call("0.7");
		Call second = this.spending.call("0.7");
		this.spending.pass(Duration.ofMillis(999));
		assertThat(second.waits()).isTrue();
		this.spending.pass(Duration.ofMillis(1));
		assertThat(second.refusal().shortage().reserved()).isEqualByComparingTo("0.7");
		assertThat(second.decidedAtMillis()).isEqualTo(1000);
	}

	@Test
	void whenCancelledWhileItWaitsShouldLeaveNothingBehind() {
		Call first = this.spending.call("0.7");
		Call second = this.spending.call("0.7");
		second.release();
		first.release();
		assertThat(second.held()).isFalse();
		assertThat(this.spending.reserved()).isEqualTo("0");
		assertThat(this.spending.timer.tasksLeft()).isZero();
	}

	@Test
	void thoseWhoWaitShouldGoInTheOrderOfTheirArrival() {
		Call first = this.spending.call("0.9");
		Call second = this.spending.call("0.6");
		Call third = this.spending.call("0.6");
		first.settle("0.1");
		assertThat(second.held()).isTrue();
		assertThat(third.waits()).isTrue();
	}

	@Test
	void oneThatFitsShouldGoPastOneThatDoesNotYet() {
		this.spending.call("0.7");
		Call large = this.spending.call("0.6");
		Call small = this.spending.call("0.2");
		assertThat(large.waits()).isTrue();
		assertThat(small.held()).isTrue();
	}

	@Test
	void whenOneOfManyBudgetsLeavesNoRoomShouldReserveOfNone() {
		Spending spending = new Spending(
				Spending.limits().usd("wide", "100", "month").usd("narrow", "1", "day").tokens("many", 1000, "hour"));
		Call call = spending.call(Spending.ROUTE, Map.of(), Spending.bill("2", 10));
		assertThat(call.refusal().shortage().budget()).isEqualTo("narrow");
		assertThat(spending.budgets.snapshot())
			.allSatisfy((snapshot) -> assertThat(snapshot.figures().reserved()).isEqualByComparingTo("0"));
	}

	@Test
	void whenSeveralLeaveNoRoomShouldRatherRejectThanSendOn() {
		Spending spending = new Spending(Spending.limits()
			.usd("cheap", "1", "day", "provider:openai", Action.NEXT_ROUTE)
			.usd("all", "1", "day"));
		assertThat(spending.call("2").refusal().leadsToNextRoute()).isFalse();
	}

	@Test
	void whenBudgetSendsOnShouldSaySo() {
		Spending spending = new Spending(
				Spending.limits().usd("cheap", "1", "day", "provider:openai", Action.NEXT_ROUTE));
		assertThat(spending.call("2").refusal().leadsToNextRoute()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "WARN, ENFORCE", "REJECT, OBSERVE", "NEXT_ROUTE, OBSERVE" })
	void whenNothingIsEnforcedShouldLetPassAndCount(Action action, Mode mode) {
		Spending spending = new Spending(
				Spending.limits().mode(mode).usd("daily", "1", "day", "provider:openai", action));
		spending.spend("0.9");
		spending.spend("0.5");
		assertThat(spending.settled()).isEqualTo("1.4");
		assertThat(spending.snapshot().refused()).isOne();
		assertThat(spending.snapshot().figures().share()).isEqualTo(1.4);
	}

	@Test
	void whenPriceIsUnknownShouldPassAMoneyBudgetAndBeCounted() {
		this.spending.spend("1");
		Call call = this.spending.call(Spending.ROUTE, Map.of(), new Bill(Bill.UNKNOWN, 100));
		assertThat(call.held()).isTrue();
		call.settle(new Bill(Bill.UNKNOWN, 50));
		assertThat(this.spending.settled()).isEqualTo("1");
		assertThat(this.spending.snapshot().unpriced()).isOne();
	}

	@Test
	void whenPriceIsUnknownShouldStillCountTokens() {
		Spending spending = new Spending(Spending.limits().tokens("many", 100, "day"));
		spending.call(Spending.ROUTE, Map.of(), new Bill(Bill.UNKNOWN, 80)).settle(new Bill(Bill.UNKNOWN, 60));
		assertThat(spending.settled()).isEqualTo("60");
		assertThat(spending.call(Spending.ROUTE, Map.of(), new Bill(Bill.UNKNOWN, 41)).held()).isFalse();
	}

	@Test
	void whenOnlyTheAnswerHasAPriceShouldChargeIt() {
		this.spending.call(Spending.ROUTE, Map.of(), new Bill(Bill.UNKNOWN, 100)).settle("0.3");
		assertThat(this.spending.settled()).isEqualTo("0.3");
	}

	@Test
	void whenOnlyTheRequestHadAPriceShouldKeepWhatWasReserved() {
		this.spending.call("0.3").settle(new Bill(Bill.UNKNOWN, 0));
		assertThat(this.spending.settled()).isEqualTo("0.3");
	}

	@Test
	void whenACallCostsMoreThanItReservedShouldChargeAllOfIt() {
		this.spending.call("0.3").settle("1.2");
		assertThat(this.spending.settled()).isEqualTo("1.2");
		assertThat(this.spending.call("0.1").refusal().shortage().spent()).isEqualByComparingTo("1.2");
	}

	@Test
	void lookingShouldReserveNothing() {
		Ask ask = new Ask(this.spending.budgets.of(Spending.ROUTE), Map.of(), Spending.bill("0.5", 0));
		assertThat(this.spending.budgets.ledger().look(ask)).isNull();
		this.spending.spend("0.6");
		assertThat(this.spending.budgets.ledger().look(ask)).isNotNull();
		assertThat(this.spending.reserved()).isEqualTo("0");
	}

	@Test
	void lookingShouldNotRefuseWhatMayFitLater() {
		Ask ask = new Ask(this.spending.budgets.of(Spending.ROUTE), Map.of(), Spending.bill("0.5", 0));
		Call first = this.spending.call("0.6");
		assertThat(this.spending.budgets.ledger().look(ask)).isNull();
		first.keep();
		assertThat(this.spending.budgets.ledger().look(ask)).isNotNull();
	}

}
