package io.llmresilience.budget.jdbc;

import java.util.List;
import java.util.function.ToLongFunction;

import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetSettings;

/**
 * How an account stands when one process comes, and what it is lent: never so much that
 * all together hold more than the limit.
 *
 * @param account the account
 * @param others all processes but the one that comes
 * @param now the time in milliseconds of the epoch, by the database's clock
 */
record Tally(Account account, List<Holder> others, long now) {

	/**
	 * Return what the others have spent, so far as they have told, or are charged for.
	 */
	long elsewhere(BudgetSettings.Jdbc settings) {
		return sum((other) -> other.charged(this.account, settings.deadLease(), this.now));
	}

	/**
	 * Return what the process holds from now on: what it kept, since that is in use, and
	 * of what it wants as much as is left.
	 */
	long lent(Claim claim, BudgetSettings.Jdbc settings) {
		long left = this.account.limit() - sum((other) -> other.taken(this.account, settings.deadLease(), this.now));
		return Math.max(claim.kept(), Math.min(Math.min(wish(claim, settings), this.account.limit()), left));
	}

	/**
	 * Who gives something back gets nothing more.
	 */
	private long wish(Claim claim, BudgetSettings.Jdbc settings) {
		if (claim.wanted() <= claim.kept()) {
			return claim.kept();
		}
		long block = Math.max((long) (this.account.limit() * settings.block()), 1);
		return Math.max(claim.wanted(), sum(claim.settled(), block));
	}

	private long sum(ToLongFunction<Holder> part) {
		return this.others.stream().mapToLong(part).reduce(0, Tally::sum);
	}

	/**
	 * Add what may be more than fits.
	 */
	static long sum(long one, long other) {
		long sum = one + other;
		return (sum >= 0) ? sum : Long.MAX_VALUE;
	}

}
