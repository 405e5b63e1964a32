package io.llmresilience.budget.jdbc;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.jdbc.BudgetDatabase.Process;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a database remembers of windows: ten minutes in slices of ten seconds.
 */
class WindowInDatabaseTests {

	private final BudgetDatabase database = new BudgetDatabase();

	private final Process gone = this.database.process("gone").at(BudgetDatabase.window());

	private final Process heir = this.database.process("heir").at(BudgetDatabase.window());

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whenProcessEndedShouldForgetItsSpendingSliceBySlice() {
		this.gone.claim(new Claim(100, 100, 100, 100));
		this.database.pass(Duration.ofMinutes(5));
		this.gone.claim(new Claim(140, 140, 140, 140));
		assertThat(this.heir.want(1).elsewhere()).isEqualTo(140);
		this.database.pass(Duration.ofSeconds(322));
		assertThat(this.heir.want(1).elsewhere()).isEqualTo(40);
		this.database.pass(Duration.ofMinutes(5));
		assertThat(this.heir.want(1).elsewhere()).isZero();
	}

	@Test
	void whenSpendingSlidOutShouldStillSeeWhatIsNew() {
		this.gone.claim(new Claim(100, 100, 100, 100));
		this.database.pass(Duration.ofSeconds(605));
		this.gone.claim(new Claim(100, 100, 100, 200));
		this.database.pass(Duration.ofMinutes(5));
		assertThat(this.heir.want(1).elsewhere()).isEqualTo(100);
	}

	@Test
	void whenBooksBeganAnewShouldCountAllTheySay() {
		this.gone.claim(new Claim(100, 100, 100, 100));
		this.database.pass(Duration.ofSeconds(640));
		this.gone.claim(new Claim(30, 30, 30, 30));
		assertThat(this.heir.want(1).elsewhere()).isEqualTo(30);
	}

	@Test
	void whenProcessDiedShouldChargeWhatItHeldForOneWindow() {
		this.gone.claim(new Claim(0, 0, 100, 0));
		this.database.pass(BudgetDatabase.LEASE.plusMillis(1));
		assertThat(this.heir.want(1).elsewhere()).isEqualTo(100);
		this.database.pass(Duration.ofSeconds(609));
		assertThat(this.heir.want(1).elsewhere()).isEqualTo(100);
		this.database.pass(Duration.ofSeconds(1));
		assertThat(this.heir.want(1).elsewhere()).isZero();
	}

	@Test
	void shouldForgetOldSlices() {
		for (int i = 1; i <= 10; i++) {
			this.gone.claim(new Claim(i, i, i, i));
			this.database.pass(Duration.ofMinutes(1));
		}
		assertThat(this.database.rows("spend")).isEqualTo(10);
		this.database.pass(Duration.ofHours(2));
		this.gone.claim(new Claim(0, 0, 0, 10));
		assertThat(this.database.rows("spend")).isZero();
	}

}
