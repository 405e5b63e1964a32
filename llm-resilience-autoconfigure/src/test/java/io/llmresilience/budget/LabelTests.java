package io.llmresilience.budget;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.Spending.Call;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Budgets that are told apart by a label of the request.
 */
class LabelTests {

	@Test
	void everyValueShouldHaveABudgetOfItsOwn() {
		Spending spending = perTenant("1", "day");
		spending.call(tenant("acme"), "1").settle("1");
		assertThat(spending.call(tenant("acme"), "0.1").refusal().shortage().label()).isEqualTo("acme");
		assertThat(spending.call(tenant("umbrella"), "0.1").held()).isTrue();
	}

	@Test
	void whenTheLabelIsMissingShouldNotBeCounted() {
		Spending spending = perTenant("1", "day");
		assertThat(spending.call("5").held()).isTrue();
		assertThat(spending.budgets.snapshot()).isEmpty();
	}

	@Test
	void oneValueShouldCountOnlyItself() {
		Spending spending = new Spending(
				Spending.limits().usd("search", "1", "day", "label:feature=search", Action.REJECT));
		spending.call(Map.of("feature", "chat"), "5").settle("5");
		assertThat(spending.settled()).isEqualTo("0");
		assertThat(spending.call(Map.of("feature", "search"), "5").held()).isFalse();
	}

	@Test
	void messageShouldNotNameTheValue() {
		Spending spending = perTenant("1", "day");
		Call call = spending.call(tenant("jane@example.com"), "2");
		assertThat(call.refusal().getMessage()).doesNotContain("jane");
		assertThat(call.refusal().shortage().toString()).doesNotContain("jane");
	}

	@Test
	void whenThereAreTooManyValuesTheRestShouldShareOneBudget() {
		Spending spending = perTenant("1", "day");
		for (int i = 0; i < Shelf.LARGEST; i++) {
			spending.call(tenant("tenant-" + i), "0.5").settle("0.5");
		}
		spending.call(tenant("one more"), "0.9").settle("0.9");
		Call another = spending.call(tenant("another"), "0.2");
		assertThat(another.refusal().shortage().label()).isEqualTo(Shelf.OTHERS);
		assertThat(spending.call(tenant("tenant-7"), "0.5").held()).isTrue();
		assertThat(spending.budgets.snapshot()).hasSize(Shelf.LARGEST + 1);
	}

	@Test
	void whenSpendingNoLongerCountsItsPlaceShouldGoToOthers() {
		Spending spending = perTenant("1", "10m");
		for (int i = 0; i < Shelf.LARGEST; i++) {
			spending.call(tenant("tenant-" + i), "0.5").settle("0.5");
		}
		spending.pass(Duration.ofMinutes(11));
		spending.call(tenant("one more"), "0.9").settle("0.9");
		assertThat(spending.snapshot("tenant", "one more").figures().settled()).isEqualByComparingTo("0.9");
		assertThat(spending.budgets.snapshot()).hasSize(1);
	}

	@Test
	void whileValuesShareABudgetNoneOfThemShouldGetOneOfItsOwn() {
		Spending spending = perTenant("1", "10m");
		for (int i = 0; i < Shelf.LARGEST; i++) {
			spending.call(tenant("tenant-" + i), "0.5").settle("0.5");
		}
		spending.pass(Duration.ofMinutes(5));
		spending.call(tenant("late"), "0.9").settle("0.9");
		spending.pass(Duration.ofMinutes(6));
		assertThat(spending.call(tenant("late"), "0.2").held()).isFalse();
		spending.pass(Duration.ofMinutes(5));
		assertThat(spending.call(tenant("late"), "0.2").held()).isTrue();
	}

	@Test
	void whenADayEndsAllValuesShouldBeForgotten() {
		Spending spending = perTenant("1", "day");
		spending.call(tenant("acme"), "1").settle("1");
		spending.pass(Duration.ofDays(1));
		assertThat(spending.budgets.snapshot()).isEmpty();
		assertThat(spending.call(tenant("acme"), "1").held()).isTrue();
	}

	private static Spending perTenant(String limit, String period) {
		return new Spending(Spending.limits().usd("tenant", limit, period, "label:tenant", Action.REJECT));
	}

	private static Map<String, String> tenant(String name) {
		return Map.of("tenant", name);
	}

}
