package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Mode;
import io.llmresilience.budget.BudgetSnapshot;

/**
 * One budget.
 *
 * @param name its name
 * @param scope the calls that it counts
 * @param unit what is counted
 * @param period after which it begins anew
 * @param action what happens to a call that could cost more than is left
 * @param limit what may be spent in one period
 * @param parts one, or one for each value of its label, those that have spent most first
 * @param partsNotShown how many further parts there are
 */
record BudgetView(String name, @Nullable String scope, BudgetUnit unit, @Nullable String period,
		@Nullable Action action, @Nullable BigDecimal limit, List<Part> parts, int partsNotShown) {

	private static final int MOST_PARTS = 20;

	private static final double AS_GOOD_AS_FULL = 0.95;

	/**
	 * Put the parts of all budgets together.
	 * @param settings the budgets as configured
	 * @param snapshots how their parts stand
	 * @return the budgets in the order of the configuration
	 */
	static List<BudgetView> listOf(BudgetSettings settings, List<BudgetSnapshot> snapshots) {
		Map<String, List<BudgetSnapshot>> parts = new LinkedHashMap<>();
		settings.limits().keySet().forEach((name) -> parts.put(name, new ArrayList<>()));
		snapshots
			.forEach((snapshot) -> parts.computeIfAbsent(snapshot.name(), (name) -> new ArrayList<>()).add(snapshot));
		List<BudgetView> views = new ArrayList<>();
		parts.forEach((name, ofBudget) -> {
			BudgetSettings.Limit limit = settings.limits().get(name);
			if (limit != null) {
				views.add(of(name, limit, ofBudget));
			}
		});
		return views;
	}

	private static BudgetView of(String name, BudgetSettings.Limit limit, List<BudgetSnapshot> snapshots) {
		List<Part> parts = snapshots.stream()
			.sorted(Comparator.comparing((BudgetSnapshot part) -> part.figures().settled())
				.reversed()
				.thenComparing((part) -> String.valueOf(part.label())))
			.limit(MOST_PARTS)
			.map(Part::of)
			.toList();
		return new BudgetView(name, limit.scope(), limit.unit(), limit.period(), limit.action(),
				Plain.amountOrNull(limit.limit()), parts, snapshots.size() - parts.size());
	}

	/**
	 * Return whether this budget stops every call at present. What little is left of a
	 * budget that has just refused a call may never be spent, so it counts as spent.
	 * @param mode whether budgets are enforced
	 * @return whether calls are refused whatever their route
	 */
	boolean stopsEverything(Mode mode) {
		return mode == Mode.ENFORCE && "all".equals(this.scope) && this.action != Action.WARN
				&& this.parts.stream().anyMatch(Part::isSpent);
	}

	/**
	 * How a budget, or its part for one value of its label, stands.
	 *
	 * @param label the label's value
	 * @param spent what has been spent
	 * @param reserved what calls in flight may still take
	 * @param share what has been spent as a share of the limit
	 * @param since when the period began
	 * @param resetsAt when it ends
	 * @param waiting calls that wait for others to settle
	 * @param refused calls refused in this period, or that would have been
	 * @param unpriced calls whose price is not known
	 */
	record Part(@Nullable String label, BigDecimal spent, BigDecimal reserved, double share, @Nullable Instant since,
			@Nullable Instant resetsAt, int waiting, long refused, long unpriced) {

		static Part of(BudgetSnapshot snapshot) {
			BudgetSnapshot.Figures figures = snapshot.figures();
			return new Part(snapshot.label(), Plain.amount(figures.settled()), Plain.amount(figures.reserved()),
					Plain.share(figures.share()), Plain.instantOrNull(snapshot.start()), snapshot.resetsAt(),
					snapshot.waiting(), snapshot.refused(), snapshot.unpriced());
		}

		boolean isSpent() {
			return this.share >= 1 || (this.share >= AS_GOOD_AS_FULL && this.refused > 0);
		}

	}

}
