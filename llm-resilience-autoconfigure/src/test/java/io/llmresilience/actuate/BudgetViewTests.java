package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Mode;
import io.llmresilience.budget.BudgetSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetView}.
 */
class BudgetViewTests {

	@Test
	void whenABudgetHasManyPartsShouldShowThoseThatHaveSpentMostAndCountTheRest() {
		List<BudgetSnapshot> snapshots = IntStream.rangeClosed(1, 25)
			.mapToObj((i) -> snapshot("tenants", "tenant-" + i, i, 0))
			.toList();
		BudgetView view = BudgetView.listOf(settings("tenants", "label:tenant", Action.REJECT), snapshots).get(0);
		assertThat(view.parts()).hasSize(20).first().extracting(BudgetView.Part::label).isEqualTo("tenant-25");
		assertThat(view.parts()).last().extracting(BudgetView.Part::label).isEqualTo("tenant-6");
		assertThat(view.partsNotShown()).isEqualTo(5);
	}

	@Test
	void whenNothingIsSpentYetShouldShowTheBudget() {
		List<BudgetView> views = BudgetView.listOf(settings("tenants", "label:tenant", Action.REJECT), List.of());
		assertThat(views).singleElement().satisfies((view) -> {
			assertThat(view.name()).isEqualTo("tenants");
			assertThat(view.parts()).isEmpty();
			assertThat(view.partsNotShown()).isZero();
		});
	}

	@ParameterizedTest
	@CsvSource({ "all, REJECT, ENFORCE, 100, 0, true", "all, NEXT_ROUTE, ENFORCE, 100, 0, true",
			"all, REJECT, ENFORCE, 95, 1, true", "all, REJECT, ENFORCE, 95, 0, false",
			"all, REJECT, ENFORCE, 94, 1, false", "all, WARN, ENFORCE, 100, 1, false",
			"all, REJECT, OBSERVE, 100, 1, false", "provider:openai, REJECT, ENFORCE, 100, 1, false",
			"label:tenant, REJECT, ENFORCE, 100, 1, false" })
	void onlyASpentBudgetOfAllCallsShouldStopEverything(String scope, Action action, Mode mode, int spent, long refused,
			boolean expected) {
		List<BudgetView> views = BudgetView.listOf(settings("daily", scope, action),
				List.of(snapshot("daily", null, spent, refused)));
		assertThat(views.get(0).stopsEverything(mode)).isEqualTo(expected);
	}

	private static BudgetSettings settings(String name, String scope, Action action) {
		String limit = "budget.limits." + name;
		Map<String, String> properties = Map.of(limit + ".limit", "100", limit + ".scope", scope, limit + ".action",
				action.name());
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("budget", BudgetSettings.class);
	}

	private static BudgetSnapshot snapshot(String name, @Nullable String label, int spent, long refused) {
		return new BudgetSnapshot(
				name, label, BudgetUnit.USD, new BudgetSnapshot.Figures(BigDecimal.valueOf(100),
						BigDecimal.valueOf(spent), BigDecimal.ZERO, spent / 100.0),
				Instant.EPOCH, Instant.MAX, 0, refused, 0);
	}

}
