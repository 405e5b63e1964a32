package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Limit;
import io.llmresilience.budget.BudgetSettings.Mode;

/**
 * One budget as configured.
 *
 * @param name its name
 * @param amount what may be spent in one period
 * @param period when spending begins anew
 * @param scope which calls count
 * @param action what happens to a call for which too little is left
 * @param enforced whether that really happens
 * @param alertAt the shares at which an alert is given, ascending
 */
record Budget(String name, Amount amount, Period period, Scope scope, Action action, boolean enforced,
		List<Double> alertAt) {

	static Budget of(String name, Limit limit, ZoneId zone, Mode mode) {
		String property = "'llm.resilience.budget.limits." + name + ".";
		Amount amount = amount(limit, property);
		Period period = Period.parse(limit.period(), (limit.zone() != null) ? limit.zone() : zone, property);
		Scope scope = Scope.parse(limit.scope(), property);
		for (Double share : limit.alertAt()) {
			if (!(share > 0 && share <= 1)) {
				throw new IllegalArgumentException(
						property + "alert-at' must have shares above 0 and at most 1, but has " + share
								+ "; write 0.8 for 80 %");
			}
		}
		boolean enforced = mode == Mode.ENFORCE && limit.action() != Action.WARN;
		return new Budget(name, amount, period, scope, limit.action(), enforced,
				limit.alertAt().stream().distinct().sorted().toList());
	}

	private static Amount amount(Limit limit, String property) {
		BigDecimal amount = limit.limit();
		if (amount == null) {
			throw new IllegalArgumentException(
					property + "limit' is missing; give the most that may be spent in one period");
		}
		if (amount.signum() <= 0) {
			throw new IllegalArgumentException(property + "limit' must be positive, but is " + amount.toPlainString()
					+ "; leave the budget out for no limit");
		}
		int decimals = Math.max(amount.stripTrailingZeros().scale(), 0);
		if (decimals > Amount.decimals(limit.unit()) || amount.compareTo(Amount.largest(limit.unit())) > 0) {
			throw new IllegalArgumentException(
					property + "limit' must be at most " + Amount.largest(limit.unit()).toPlainString()
							+ " and have at most " + Amount.decimals(limit.unit()) + " decimals, but is "
							+ amount.toPlainString() + "; it is a number of " + limit.unit());
		}
		return Amount.of(limit.unit(), amount);
	}

	BudgetUnit unit() {
		return this.amount.unit();
	}

	long limit() {
		return this.amount.count();
	}

	/**
	 * Return the name of the property that sets the limit.
	 */
	String property() {
		return "llm.resilience.budget.limits." + this.name + ".limit";
	}

	boolean leadsToNextRoute() {
		return this.action == Action.NEXT_ROUTE;
	}

	/**
	 * Return the amount from which on a share of the limit is reached.
	 */
	long threshold(double share) {
		return (long) Math.ceil(limit() * share);
	}

	/**
	 * Return the label that has a budget of its own for each of its values.
	 */
	@Nullable String splitBy() {
		return this.scope.splitBy();
	}

}
