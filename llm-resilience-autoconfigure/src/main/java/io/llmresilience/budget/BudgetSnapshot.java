package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.BudgetUnit;

/**
 * How one budget, or its part for one value of a label, stands at a moment.
 *
 * @param name the budget's name
 * @param label the label's value, {@code null} if the budget is not split by a label
 * @param unit what is counted
 * @param figures how much of it
 * @param start when the period began, {@code null} if any time of its length counts
 * @param resetsAt when it ends, {@code null} likewise
 * @param waiting calls that wait for others to settle
 * @param refused calls refused so far in this period, or that would have been
 * @param unpriced calls of models without a known price, which a budget in USD cannot
 * count
 */
public record BudgetSnapshot(String name, @Nullable String label, BudgetUnit unit, Figures figures,
		@Nullable Instant start, @Nullable Instant resetsAt, int waiting, long refused, long unpriced) {

	public BudgetSnapshot {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(unit, "'unit' must not be null");
		Objects.requireNonNull(figures, "'figures' must not be null");
	}

	@Override
	public String toString() {
		return "BudgetSnapshot[" + this.name + ", " + this.figures + "]";
	}

	/**
	 * Amounts in the budget's unit.
	 *
	 * @param limit what may be spent in one period
	 * @param settled what has been spent
	 * @param reserved what calls in flight may still take
	 * @param share what has been spent as a share of the limit
	 */
	public record Figures(BigDecimal limit, BigDecimal settled, BigDecimal reserved, double share) {

	}

}
