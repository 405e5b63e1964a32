package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Mode;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a budget gives an alert: at 50, 80 and 100 %.
 */
class BudgetAlertTests {

	private final Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));

	@Test
	void whenAShareIsReachedShouldSaySoOnce() {
		this.spending.spend("0.49");
		assertThat(this.spending.alerts).isEmpty();
		this.spending.spend("0.01");
		this.spending.spend("0.1");
		assertThat(this.spending.alerts).singleElement().satisfies((alert) -> {
			assertThat(alert.budget()).isEqualTo("daily");
			assertThat(alert.share()).isEqualTo(0.5);
			assertThat(alert.spent()).isEqualByComparingTo("0.5");
			assertThat(alert.limit()).isEqualByComparingTo("1");
			assertThat(alert.start()).isEqualTo(Instant.EPOCH);
			assertThat(alert.end()).isEqualTo(Instant.EPOCH.plus(Duration.ofDays(1)));
		});
	}

	@Test
	void whenOneCallReachesSeveralSharesShouldTellEach() {
		this.spending.spend("0.9");
		assertThat(shares(this.spending)).containsExactly(0.5, 0.8);
	}

	@Test
	void whatIsOnlyReservedShouldNotBeTold() {
		this.spending.call("0.9");
		assertThat(this.spending.alerts).isEmpty();
	}

	@Test
	void whenACallIsRefusedNearTheEndShouldCountAsReached() {
		this.spending.spend("0.96");
		assertThat(shares(this.spending)).containsExactly(0.5, 0.8);
		this.spending.call("0.05");
		this.spending.call("0.05");
		assertThat(shares(this.spending)).containsExactly(0.5, 0.8, 1.0);
	}

	@Test
	void whenALargeCallIsRefusedShouldNotCountAsReached() {
		this.spending.spend("0.9");
		this.spending.call("0.5");
		assertThat(shares(this.spending)).containsExactly(0.5, 0.8);
	}

	@Test
	void whenAPeriodBeginsShouldTellAgain() {
		this.spending.spend("0.6");
		this.spending.pass(Duration.ofDays(1));
		this.spending.spend("0.6");
		assertThat(shares(this.spending)).containsExactly(0.5, 0.5);
	}

	@Test
	void inAWindowShouldTellAgainAfterItsLength() {
		Spending spending = new Spending(Spending.limits().usd("runaway", "1", "10m"));
		spending.spend("0.6");
		spending.pass(Duration.ofMinutes(9));
		spending.spend("0.1");
		assertThat(shares(spending)).containsExactly(0.5);
		spending.pass(Duration.ofMinutes(2));
		spending.spend("0.5");
		assertThat(shares(spending)).containsExactly(0.5, 0.5);
		assertThat(spending.alerts.get(1).end()).isNull();
	}

	@Test
	void everyValueOfALabelShouldHaveItsOwnAlerts() {
		Spending spending = new Spending(Spending.limits().usd("tenant", "1", "day", "label:tenant", Action.REJECT));
		spending.call(Map.of("tenant", "acme"), "0.5").settle("0.5");
		spending.call(Map.of("tenant", "umbrella"), "0.5").settle("0.5");
		assertThat(spending.alerts).extracting(BudgetAlert::label).containsExactly("acme", "umbrella");
		assertThat(spending.alerts.toString()).doesNotContain("acme");
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void whenNothingIsRefusedShouldTellAllTheSame(Mode mode) {
		Spending spending = new Spending(Spending.limits().mode(mode).usd("daily", "1", "day", "all", Action.WARN));
		spending.spend("0.7");
		spending.spend("0.7");
		assertThat(shares(spending)).containsExactly(0.5, 0.8, 1.0);
	}

	@Test
	void whenAnotherProcessHasToldShouldNotTellAgain() {
		BudgetStore told = new BudgetStore() {

			@Override
			public Mono<Lease> lease(Account account, Claim claim) {
				return Mono.just(new Lease(account.limit(), 0, Lease.FOREVER));
			}

			@Override
			public Mono<Boolean> firstToAlert(Account account, double share) {
				return (share == 0.5) ? Mono.just(false) : Mono.error(new IllegalStateException("down"));
			}

		};
		Spending spending = new Spending(Spending.limits().usd("daily", "1", "day").settings(), told);
		spending.spend("0.9");
		assertThat(shares(spending)).as("rather twice than never").containsExactly(0.8);
	}

	private static List<Double> shares(Spending spending) {
		return spending.alerts.stream().map(BudgetAlert::share).toList();
	}

}
