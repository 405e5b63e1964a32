package io.llmresilience.budget.jdbc;

import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;

/**
 * A process that holds or has spent a part of an account, or all those that did so long
 * ago. Times are milliseconds of the epoch by the database's clock.
 *
 * @param process which process
 * @param held what it was lent, what it had spent by then included
 * @param unspent the part of it that it had not spent by then
 * @param spent what it has reported as spent and what still counts
 * @param expiresAt until when it holds it
 */
record Holder(String process, long held, long unspent, long spent, long expiresAt) {

	private static final long LONG = 24 * 60 * 60 * 1000;

	/**
	 * Return what nobody else may have.
	 */
	long taken(Account account, DeadLease deadLease, long now) {
		return isLive(now) ? Math.max(this.held, this.spent) : charged(account, deadLease, now);
	}

	/**
	 * Return what counts as spent.
	 */
	long charged(Account account, DeadLease deadLease, long now) {
		boolean mayHaveSpentMore = !isLive(now) && deadLease == DeadLease.CHARGE
				&& now < this.expiresAt + account.window().toMillis();
		return mayHaveSpentMore ? Tally.sum(this.spent, this.unspent) : this.spent;
	}

	private boolean isLive(long now) {
		return now < this.expiresAt;
	}

	/**
	 * Return whether it has been silent for so long that it will not come back.
	 */
	boolean isLongGone(long now) {
		return this.expiresAt > 0 && now - this.expiresAt > LONG;
	}

}
