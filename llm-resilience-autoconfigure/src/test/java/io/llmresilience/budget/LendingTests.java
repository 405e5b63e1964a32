package io.llmresilience.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings.StoreFailure;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;
import io.llmresilience.budget.Spending.Call;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the books work with a store that lends blocks and answers when it likes. The limit
 * is 1,000 tokens a day.
 */
class LendingTests {

	private static final Duration VALID = Duration.ofSeconds(30);

	private final ScriptedStore store = new ScriptedStore();

	private final Spending spending = spending(StoreFailure.CLOSED);

	private Spending spending(StoreFailure onFailure) {
		return new Spending(Spending.limits().onStoreFailure(onFailure).tokens("many", 1000, "day").settings(),
				this.store);
	}

	@Test
	void atTheStartShouldAskWhatWasSpentBefore() {
		assertThat(this.store.claims).containsExactly(new Claim(0, 0, 0));
		assertThat(this.store.accounts.get(0).limit()).isEqualTo(1000);
		this.store.answer(100, 300);
		assertThat(this.spending.settled()).isEqualTo("300");
		assertThat(this.spending.snapshot().figures().share()).isEqualTo(0.3);
	}

	@Test
	void whenLittleIsHeldShouldWaitForTheAnswer() {
		this.store.answer(0, 0);
		Call call = call(100);
		assertThat(call.waits()).isTrue();
		this.spending.pass(Duration.ofMillis(50));
		this.store.answer(200, 0);
		assertThat(call.held()).isTrue();
	}

	@Test
	void shouldAskForAllThatWaits() {
		this.store.answer(0, 0);
		call(100);
		call(150);
		this.store.answer(0, 0);
		this.spending.pass(Duration.ofMillis(1000));
		call(10);
		assertThat(this.store.last()).isEqualTo(new Claim(0, 0, 10));
	}

	@Test
	void whileEnoughIsHeldShouldNotAsk() {
		this.store.answer(400, 0);
		for (int i = 0; i < 19; i++) {
			call(10).settle(tokens(10));
		}
		assertThat(this.store.claims).hasSize(1);
	}

	@Test
	void whenHalfOfABlockIsUsedShouldAskAhead() {
		this.store.answer(400, 0);
		Call call = call(200);
		assertThat(call.held()).isTrue();
		assertThat(this.store.last()).isEqualTo(new Claim(0, 400, 600));
		this.store.answer(600, 0);
		assertThat(call(400).held()).isTrue();
	}

	@Test
	void whenTheStoreHasNoMoreShouldRefuseAndAskAgainLater() {
		this.store.answer(100, 900);
		call(100).settle(tokens(100));
		this.store.answer(100, 900);
		assertThat(call(1).refusal().shortage().spent()).isEqualByComparingTo("1000");
		int asked = this.store.claims.size();
		this.spending.pass(Duration.ofMillis(1000));
		Call later = call(50);
		assertThat(later.waits()).as("what is spent elsewhere leaves room").isFalse();
		assertThat(this.store.claims).hasSize(asked);
	}

	@Test
	void whenOthersHoldTheRestShouldRefuseAtOnceAndAskAgainAfterASecond() {
		this.store.answer(100, 0);
		call(100).settle(tokens(100));
		this.store.answer(100, 0);
		assertThat(call(50).refusal()).isNotNull();
		this.spending.pass(Duration.ofMillis(1000));
		Call later = call(50);
		assertThat(later.waits()).isTrue();
		this.store.answer(150, 0);
		assertThat(later.held()).isTrue();
	}

	@Test
	void shouldReportWhatWasSettledInAbsoluteNumbers() {
		this.store.answer(1000, 0, VALID);
		call(100).settle(tokens(60));
		Call open = call(30);
		this.spending.pass(Duration.ofSeconds(10));
		assertThat(this.store.last()).isEqualTo(new Claim(60, 1000, 1000));
		this.store.answer(1000, 0, VALID);
		open.settle(tokens(5));
		this.spending.pass(Duration.ofSeconds(10));
		assertThat(this.store.last().settled()).isEqualTo(65);
	}

	@Test
	void whenNobodyWantsAnythingShouldGiveTheRestBack() {
		this.store.answer(1000, 0, VALID);
		call(100).settle(tokens(60));
		this.spending.pass(Duration.ofSeconds(10));
		this.store.answer(1000, 0, VALID);
		this.spending.pass(Duration.ofSeconds(10));
		assertThat(this.store.last()).isEqualTo(new Claim(60, 60, 60));
		assertThat(call(1).waits()).as("what was given back is not used").isTrue();
	}

	@Test
	void whenALeaseHasExpiredShouldNotSpendOfIt() {
		this.store.answer(1000, 0, VALID);
		call(10).settle(tokens(10));
		this.spending.pass(Duration.ofMillis(29_999));
		assertThat(call(10).held()).isTrue();
		this.spending.pass(Duration.ofMillis(1));
		assertThat(call(10).held()).isFalse();
	}

	@Test
	void whenTheStoreFailsShouldGoOnWithWhatItLentAndThenRefuse() {
		this.store.answer(100, 0, VALID);
		call(60).settle(tokens(60));
		this.store.fail();
		call(40).settle(tokens(40));
		assertThat(call(1).refusal()).hasMessageContaining("the store that lends the rest does not answer");
	}

	@Test
	void whenTheStoreFailsAndThatIsToBeOpenShouldGoOnByItself() {
		Spending open = spending(StoreFailure.OPEN);
		this.store.answer(100, 200, VALID);
		call(open, 100).settle(tokens(100));
		this.store.fail();
		assertThat(call(open, 700).held()).isTrue();
		assertThat(call(open, 100).held()).as("not beyond the limit that it knows").isFalse();
	}

	@Test
	void whenTheStoreIsBackShouldReportWhatWasSpentMeanwhile() {
		this.store.answer(100, 0, VALID);
		call(100).settle(tokens(70));
		this.store.fail();
		this.spending.pass(Duration.ofSeconds(1));
		assertThat(this.store.last().settled()).isEqualTo(70);
		this.store.answer(500, 0, VALID);
		assertThat(call(400).held()).isTrue();
	}

	@Test
	void whenTheStoreNeverAnswersShouldAskAgainAfterAWhile() {
		Call call = call(10);
		this.spending.pass(Duration.ofSeconds(1));
		assertThat(call.refusal()).isNotNull();
		this.spending.pass(Duration.ofSeconds(4));
		assertThat(this.store.claims).hasSize(1);
		this.spending.pass(Duration.ofSeconds(1));
		assertThat(this.store.claims).hasSize(2);
	}

	@Test
	void whileTheStoreIsDownShouldAskLessAndLessOftenUnlessACallNeedsIt() {
		this.store.fail();
		List<Integer> asked = new ArrayList<>();
		for (int seconds : new int[] { 1, 2, 4, 8, 16, 32, 32 }) {
			this.spending.pass(Duration.ofSeconds(seconds));
			this.store.fail();
			asked.add(this.store.claims.size());
		}
		assertThat(asked).containsExactly(2, 3, 4, 5, 6, 7, 8);
		this.spending.pass(Duration.ofSeconds(1));
		call(10);
		assertThat(this.store.claims).hasSize(9);
	}

	@Test
	void whenTheStoreThrowsOrSaysNothingShouldBeAFailure() {
		for (BudgetStore broken : List.<BudgetStore>of((account, claim) -> {
			throw new IllegalStateException("broken");
		}, (account, claim) -> Mono.empty())) {
			Spending spending = new Spending(Spending.limits().tokens("many", 1000, "day").settings(), broken);
			assertThat(call(spending, 1).refusal()).hasMessageContaining("does not answer");
		}
	}

	@Test
	void whenACallEndsAfterItsPeriodShouldReportItInItsAccount() {
		this.store.answer(1000, 0, Duration.ofDays(100));
		this.spending.passUntil("1970-01-01T23:59:59Z");
		Call call = call(100);
		this.spending.pass(Duration.ofSeconds(2));
		call(10);
		this.store.answer(1000, 0, Duration.ofDays(100));
		call.settle(tokens(80));
		assertThat(this.store.last()).isEqualTo(new Claim(80, 80, 80));
		assertThat(this.store.lastAccount().start()).isEqualTo("1970-01-01T00:00:00Z");
	}

	@Test
	void atTheEndShouldReportAndGiveTheRestBack() {
		this.store.answer(1000, 0, VALID);
		call(100).settle(tokens(60));
		List<String> stopped = new ArrayList<>();
		this.spending.budgets.stop().subscribe(null, null, () -> stopped.add("yes"));
		assertThat(this.store.last()).isEqualTo(new Claim(60, 60, 60));
		assertThat(stopped).isEmpty();
		this.store.answer(60, 0, VALID);
		assertThat(stopped).containsExactly("yes");
		this.spending.pass(Duration.ofMinutes(5));
		assertThat(this.store.waiting).isEmpty();
		assertThat(this.spending.timer.tasksLeft()).isZero();
	}

	@Test
	void whenTheStoreLendsAtTheEndWhatNobodyWantsShouldNotGiveItBackForEver() {
		Spending spending = new Spending(Spending.limits().tokens("many", 1000, "day").settings(),
				(account, claim) -> Mono.just(new Lease(account.limit(), 0, VALID)));
		call(spending, 100).settle(tokens(60));
		List<String> stopped = new ArrayList<>();
		spending.budgets.stop().subscribe(null, null, () -> stopped.add("yes"));
		assertThat(stopped).containsExactly("yes");
	}

	@Test
	void whenACallEndsAfterTheEndShouldStillReportIt() {
		this.store.answer(1000, 0, VALID);
		Call call = call(100);
		this.spending.budgets.stop().subscribe();
		call.settle(tokens(90));
		assertThat(this.store.last()).isEqualTo(new Claim(90, 90, 90));
	}

	@Test
	void inMemoryShouldNeedNothingAtTheEnd() {
		Spending spending = new Spending(Spending.limits().tokens("many", 1000, "day"));
		List<String> stopped = new ArrayList<>();
		spending.budgets.stop().subscribe(null, null, () -> stopped.add("yes"));
		assertThat(stopped).containsExactly("yes");
	}

	@Test
	void accountShouldSayWhatItIs() {
		new Spending(Spending.limits().usd("runaway", "5", "10m").settings(), this.store);
		Account account = this.store.lastAccount();
		assertThat(account.isWindow()).isTrue();
		assertThat(account.unit()).isEqualTo(BudgetUnit.USD);
		assertThat(account.limit()).isEqualTo(5_000_000_000_000L);
		assertThat(account.window()).isEqualTo(Duration.ofSeconds(610));
	}

	private Call call(long tokens) {
		return call(this.spending, tokens);
	}

	private static Call call(Spending spending, long tokens) {
		return spending.call(Spending.ROUTE, Map.of(), tokens(tokens));
	}

	private static Bill tokens(long tokens) {
		return new Bill(Bill.UNKNOWN, tokens);
	}

	/**
	 * Answers when it is told to.
	 */
	private static final class ScriptedStore implements BudgetStore {

		private final List<Account> accounts = new ArrayList<>();

		private final List<Claim> claims = new ArrayList<>();

		private final List<Sinks.One<Lease>> waiting = new ArrayList<>();

		@Override
		public Mono<Lease> lease(Account account, Claim claim) {
			this.accounts.add(account);
			this.claims.add(claim);
			Sinks.One<Lease> answer = Sinks.one();
			this.waiting.add(answer);
			return answer.asMono();
		}

		private void answer(long held, long elsewhere) {
			answer(held, elsewhere, Duration.ofHours(10));
		}

		private void answer(long held, long elsewhere, Duration validFor) {
			this.waiting.remove(this.waiting.size() - 1).tryEmitValue(new Lease(held, elsewhere, validFor));
		}

		private void fail() {
			this.waiting.remove(this.waiting.size() - 1).tryEmitError(new IllegalStateException("down"));
		}

		private Claim last() {
			return this.claims.get(this.claims.size() - 1);
		}

		private Account lastAccount() {
			return this.accounts.get(this.accounts.size() - 1);
		}

	}

}
