package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.BudgetUnit;

/**
 * A budget has reached a share of its limit. Published as an application event, and told
 * to every {@link BudgetAlertListener}, once for every share in a period.
 *
 * @param budget the budget's name
 * @param label the value of the label whose part of the budget it is, {@code null} if the
 * budget is not split by a label
 * @param unit what is counted
 * @param share the share that was reached, as configured. 1 also if a call is refused
 * when 95 % are spent, since the rest may never be
 * @param spent what has been spent
 * @param limit what may be spent in one period
 * @param start when the period began, or the window
 * @param end when the period ends, {@code null} if it is a window
 */
public record BudgetAlert(String budget, @Nullable String label, BudgetUnit unit, double share, BigDecimal spent,
		BigDecimal limit, Instant start, @Nullable Instant end) {

	public BudgetAlert {
		Objects.requireNonNull(budget, "'budget' must not be null");
		Objects.requireNonNull(unit, "'unit' must not be null");
		Objects.requireNonNull(spent, "'spent' must not be null");
		Objects.requireNonNull(limit, "'limit' must not be null");
		Objects.requireNonNull(start, "'start' must not be null");
	}

	@Override
	public String toString() {
		return "BudgetAlert[" + this.budget + ", " + this.share + "]";
	}

}
