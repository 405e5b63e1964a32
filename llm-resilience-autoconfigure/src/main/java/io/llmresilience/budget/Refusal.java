package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.BudgetExceededException.Shortage;

/**
 * Why a call was not let through.
 *
 * @param budget the budget that leaves no room
 * @param shortage how it stands
 * @param unanswered whether its store does not answer
 */
record Refusal(Budget budget, Shortage shortage, boolean unanswered) {

	/**
	 * Return the refusal for the caller.
	 * @param route the route
	 * @param now the time
	 */
	BudgetExceededException of(String route, Instant now) {
		Instant resetsAt = this.shortage.resetsAt();
		Duration retryAfter = (resetsAt != null) ? Duration.between(now, resetsAt) : null;
		return new BudgetExceededException(route, message(), this.shortage, this.budget.leadsToNextRoute(),
				(retryAfter != null && retryAfter.isNegative()) ? Duration.ZERO : retryAfter);
	}

	String message() {
		Shortage shortage = this.shortage;
		String start = "budget '" + shortage.budget() + "' of " + this.budget.amount();
		if (shortage.needed().compareTo(shortage.limit()) > 0) {
			return start + " is smaller than the " + text(shortage.needed())
					+ " that the call alone could cost; lower its max-tokens, shorten its messages, or raise '"
					+ this.budget.property() + "'";
		}
		String figures = start + " has " + text(shortage.spent()) + " spent and " + text(shortage.reserved())
				+ " reserved, and the call could cost " + text(shortage.needed());
		return this.unanswered ? figures + ", but the store that lends the rest does not answer; see that it does"
				: figures + remedy(shortage.resetsAt());
	}

	private String remedy(@Nullable Instant resetsAt) {
		String raise = "raise '" + this.budget.property() + "' or lower max-tokens";
		return (resetsAt != null) ? "; it has room again at " + resetsAt + ", or " + raise : "; " + raise;
	}

	private String text(BigDecimal amount) {
		return Amount.of(this.shortage.unit(), amount).text();
	}

}
