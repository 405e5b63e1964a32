package io.llmresilience.budget.jdbc;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;
import io.llmresilience.budget.jdbc.BudgetDatabase.Process;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What processes are lent of an account in a database, and what it remembers of them. The
 * limit is 1000, a block 10, a lease 15 seconds.
 */
class JdbcBudgetStoreTests {

	private static final Duration DEAD = BudgetDatabase.LEASE.plusMillis(1);

	private final BudgetDatabase database = new BudgetDatabase();

	private final Process one = this.database.process("one");

	private final Process other = this.database.process("other");

	@AfterEach
	void close() {
		this.database.close();
	}

	@ParameterizedTest
	@CsvSource({ "1, 10", "10, 10", "11, 11", "1000, 1000", "5000, 1000" })
	void shouldLendWhatIsWantedAndABlockAtLeast(long wanted, long held) {
		assertThat(this.one.want(wanted)).isEqualTo(new Lease(held, 0, BudgetDatabase.LEASE));
	}

	@Test
	void whenNothingIsWantedShouldLendNothing() {
		assertThat(this.one.claim(new Claim(0, 0, 0)).held()).isZero();
	}

	@Test
	void whenOthersHoldShouldLendOnlyTheRest() {
		this.one.want(700);
		assertThat(this.other.want(700)).isEqualTo(new Lease(300, 0, BudgetDatabase.LEASE));
	}

	@Test
	void whenOthersHaveSpentShouldSaySo() {
		this.one.want(100);
		this.one.spend(60).want(0);
		assertThat(this.other.want(10).elsewhere()).isEqualTo(60);
	}

	@Test
	void whenReportIsRepeatedShouldCountItOnce() {
		this.one.want(100);
		this.one.spend(60).want(0);
		this.one.want(0);
		assertThat(this.other.want(10).elsewhere()).isEqualTo(60);
	}

	@Test
	void whenGivenBackShouldLendItToOthers() {
		this.one.want(1000);
		this.one.spend(60).giveBack();
		assertThat(this.other.want(1000)).isEqualTo(new Lease(940, 60, BudgetDatabase.LEASE));
	}

	@Test
	void whenOthersOverspentShouldStillLetAProcessKeepWhatItUses() {
		this.one.want(500);
		this.other.want(500);
		this.other.spend(700).want(0);
		assertThat(this.one.claim(new Claim(400, 500, 600)).held()).isEqualTo(500);
	}

	@Test
	void whenProcessDiedShouldChargeWhatItHeld() {
		this.one.want(100);
		this.one.spend(60).want(0);
		this.database.pass(DEAD);
		assertThat(this.other.want(1000)).isEqualTo(new Lease(900, 100, BudgetDatabase.LEASE));
	}

	@Test
	void whenProcessDiedShouldGiveBackWhatItHeldIfConfigured() {
		BudgetDatabase database = this.database.with(DeadLease.RELEASE);
		Process mortal = database.process("mortal");
		mortal.want(100);
		mortal.spend(60).want(0);
		database.pass(DEAD);
		assertThat(database.process("heir").want(1000)).isEqualTo(new Lease(940, 60, BudgetDatabase.LEASE));
	}

	@Test
	void whenLeaseIsRenewedShouldNotExpire() {
		this.one.want(100);
		this.database.pass(Duration.ofSeconds(10));
		this.one.want(0);
		this.database.pass(Duration.ofSeconds(10));
		assertThat(this.other.want(1000)).isEqualTo(new Lease(900, 0, BudgetDatabase.LEASE));
	}

	@Test
	void whenProcessComesBackShouldCorrectWhatItWasCharged() {
		this.one.want(100);
		this.database.pass(DEAD);
		assertThat(this.other.want(10).elsewhere()).isEqualTo(100);
		this.one.spend(30).giveBack();
		assertThat(this.other.want(10).elsewhere()).isEqualTo(30);
	}

	@Test
	void whenProcessDiedLongAgoShouldStillCountWhatItSpent() {
		Account month = new Account("monthly", null, BudgetUnit.USD, 1000, BudgetDatabase.START,
				BudgetDatabase.START.plus(Duration.ofDays(30)), Duration.ofDays(30));
		Process gone = this.database.process("gone").at(month);
		gone.want(100);
		gone.spend(60).want(0);
		this.database.pass(Duration.ofDays(2));
		Process heir = this.database.process("heir").at(month);
		assertThat(heir.want(10).elsewhere()).isEqualTo(100);
		assertThat(this.database.texts("process_id", "lease")).containsExactly("heir");
		assertThat(heir.want(10).elsewhere()).isEqualTo(100);
	}

	@Test
	void whenClaimComesLateShouldBeVoid() {
		JdbcBudgetStore store = this.database.store("one");
		var late = new Visit(new Tables(this.database.dataSource(), null), BudgetDatabase.settings(DeadLease.CHARGE),
				AccountKey.of(BudgetDatabase.day()), BudgetDatabase.day(), new Tables.Locked(0, 0));
		store.lease(BudgetDatabase.day(), new Claim(0, 0, 100)).block(Duration.ofSeconds(30));
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> late.lend("one", 1, new Claim(0, 0, 500))))
			.hasMessageContaining("later claim");
		assertThat(this.other.want(1000).held()).isEqualTo(900);
	}

	@ParameterizedTest
	@CsvSource({ "daily, , 2026-11-27T00:00:00Z", "daily, a, 2026-11-26T00:00:00Z", "weekly, , 2026-11-26T00:00:00Z" })
	void whenAccountIsAnotherOneShouldCountItByItself(String budget, String label, Instant start) {
		this.one.want(1000);
		Account account = new Account(budget, label, BudgetUnit.TOKENS, 1000, start, start.plus(Duration.ofDays(1)),
				Duration.ofDays(1));
		assertThat(this.other.at(account).want(1000)).isEqualTo(new Lease(1000, 0, BudgetDatabase.LEASE));
	}

	@Test
	void shouldNotKeepLabels() {
		Account account = new Account("daily", "jane.doe", BudgetUnit.TOKENS, 1000, BudgetDatabase.START,
				BudgetDatabase.START.plus(Duration.ofDays(1)), Duration.ofDays(1));
		this.one.at(account).want(10);
		assertThat(this.database.texts("concat(account_key, budget, unit)", "account"))
			.noneMatch((row) -> row.contains("jane"));
	}

	@Test
	void whenShareIsReachedShouldLetOneProcessAlert() {
		assertThat(this.one.firstToAlert(0.5)).isTrue();
		assertThat(this.other.firstToAlert(0.5)).isFalse();
		assertThat(this.other.firstToAlert(0.8)).isTrue();
	}

	@Test
	void whenWindowHasPassedShouldAlertAgain() {
		Process rolling = this.one.at(BudgetDatabase.window());
		assertThat(rolling.firstToAlert(0.5)).isTrue();
		this.database.pass(Duration.ofSeconds(609));
		assertThat(rolling.firstToAlert(0.5)).isFalse();
		this.database.pass(Duration.ofSeconds(2));
		assertThat(rolling.firstToAlert(0.5)).isTrue();
	}

	@Test
	void whenManyPeriodsAreLongOverShouldForgetThemAll() {
		for (int i = 0; i < 1200; i++) {
			this.one
				.at(new Account("daily", "tenant-" + i, BudgetUnit.TOKENS, 1000, BudgetDatabase.START,
						BudgetDatabase.START.plus(Duration.ofDays(1)), Duration.ofDays(1)))
				.want(1);
		}
		this.database.pass(Duration.ofDays(3));
		for (int i = 0; i < 3; i++) {
			this.other.at(BudgetDatabase.window()).want(10);
		}
		assertThat(this.database.texts("budget", "account")).containsExactly("rolling");
	}

	@Test
	void whenPeriodIsLongOverShouldForgetIt() {
		this.one.want(10);
		this.one.firstToAlert(0.5);
		this.database.pass(Duration.ofDays(3));
		this.other.at(BudgetDatabase.window()).want(10);
		assertThat(this.database.texts("budget", "account")).containsExactly("rolling");
		assertThat(this.database.rows("lease")).isEqualTo(1);
		assertThat(this.database.rows("alert")).isZero();
	}

}
