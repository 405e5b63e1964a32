package io.llmresilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * We said no: the call could cost more than is left of a budget. Nothing was sent.
 */
public final class BudgetExceededException extends CallRefusedException {

	private final Shortage shortage;

	private final boolean nextRoute;

	/**
	 * Create a refusal.
	 * @param route the route, {@code provider/model}
	 * @param message what is left, what is needed and what to do; without label values
	 * @param shortage the same as data
	 * @param nextRoute whether the call may go on to its next route
	 * @param retryAfter when enough is left again, {@code null} if that is not known
	 */
	public BudgetExceededException(String route, String message, Shortage shortage, boolean nextRoute,
			@Nullable Duration retryAfter) {
		super(FailureKind.BUDGET_EXCEEDED, route, message, Sent.NO, retryAfter);
		this.shortage = Objects.requireNonNull(shortage, "'shortage' must not be null");
		this.nextRoute = nextRoute;
	}

	/**
	 * Return which budget it is, how it stood and what was needed.
	 * @return the shortage, never {@code null}
	 */
	public Shortage shortage() {
		return this.shortage;
	}

	/**
	 * Return whether the budget sends its calls on to the next route.
	 * @return {@code false} if the call ends here
	 */
	public boolean leadsToNextRoute() {
		return this.nextRoute;
	}

	/**
	 * A budget of which too little was left. Amounts are in its unit.
	 *
	 * @param budget the budget's name
	 * @param label the value of the request's label that has a part of the budget of its
	 * own, {@code null} if the budget knows no labels
	 * @param unit what the budget counts
	 * @param limit what may be spent in one period
	 * @param spent what has been spent
	 * @param reserved what calls in flight may still take
	 * @param needed what the call could take
	 * @param resetsAt when enough is left again, {@code null} if that is not known or
	 * never
	 */
	public record Shortage(String budget, @Nullable String label, BudgetUnit unit, BigDecimal limit, BigDecimal spent,
			BigDecimal reserved, BigDecimal needed, @Nullable Instant resetsAt) {

		public Shortage {
			Objects.requireNonNull(budget, "'budget' must not be null");
			Objects.requireNonNull(unit, "'unit' must not be null");
			Objects.requireNonNull(limit, "'limit' must not be null");
			Objects.requireNonNull(spent, "'spent' must not be null");
			Objects.requireNonNull(reserved, "'reserved' must not be null");
			Objects.requireNonNull(needed, "'needed' must not be null");
		}

		@Override
		public String toString() {
			return "Shortage[" + this.budget + "]";
		}

	}

}
