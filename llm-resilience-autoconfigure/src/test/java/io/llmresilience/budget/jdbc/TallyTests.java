package io.llmresilience.budget.jdbc;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;
import io.llmresilience.budget.BudgetStore.Claim;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one more process is lent of a limit of 1000 beside one other, whose lease ends at
 * 100. A block is 10.
 */
class TallyTests {

	@ParameterizedTest(name = "other holds {0} and has spent {1}, at {2}, {3}")
	@CsvSource({ "200, 50, 99, CHARGE, 50, 800", "200, 50, 99, RELEASE, 50, 800", "200, 50, 100, CHARGE, 200, 800",
			"200, 50, 100, RELEASE, 50, 950", "200, 200, 100, CHARGE, 200, 800", "200, 300, 99, CHARGE, 300, 700",
			"0, 300, 100, CHARGE, 300, 700", "1000, 0, 99, CHARGE, 0, 0", "1000, 0, 100, RELEASE, 0, 1000",
			"9223372036854775807, 1, 99, CHARGE, 1, 0", "0, 9223372036854775807, 99, CHARGE, 9223372036854775807, 0" })
	void shouldLendWhatTheOtherLeaves(long held, long spent, long now, DeadLease deadLease, long elsewhere, long lent) {
		Tally tally = tally(new Holder("other", held, Math.max(held - spent, 0), spent, 100), now);
		assertThat(tally.elsewhere(BudgetDatabase.settings(deadLease))).isEqualTo(elsewhere);
		assertThat(tally.lent(new Claim(0, 0, 1000), BudgetDatabase.settings(deadLease))).isEqualTo(lent);
	}

	@ParameterizedTest(name = "settled {0}, kept {1}, wanted {2}")
	@CsvSource({ "0, 0, 0, 0", "0, 0, 1, 10", "0, 0, 11, 11", "50, 60, 61, 61", "59, 60, 61, 69", "50, 50, 50, 50",
			"90, 100, 2000, 500", "90, 600, 600, 600", "90, 600, 700, 600" })
	void shouldLendWhatIsKeptAndOfWhatIsWantedWhatIsLeft(long settled, long kept, long wanted, long lent) {
		Tally tally = tally(new Holder("other", 500, 500, 0, 100), 0);
		assertThat(tally.lent(new Claim(settled, kept, wanted), BudgetDatabase.settings(DeadLease.CHARGE)))
			.isEqualTo(lent);
	}

	private static Tally tally(Holder other, long now) {
		return new Tally(BudgetDatabase.day(), List.of(other), now);
	}

}
