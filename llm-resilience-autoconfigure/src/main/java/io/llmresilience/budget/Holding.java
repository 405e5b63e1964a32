package io.llmresilience.budget;

import io.llmresilience.budget.BudgetSettings.StoreFailure;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

/**
 * What the books hold of a limit, and how they stand with the store that lends it. Not
 * thread-safe. Times are milliseconds of the epoch.
 */
final class Holding {

	/** After a store had no more, or did not answer. */
	private static final long QUIET = 1000;

	private static final int MOST_DOUBLINGS = 5;

	private static final long NEVER = Long.MIN_VALUE;

	private static final long FOREVER = Long.MAX_VALUE;

	private static final Claim NOTHING = new Claim(0, 0, 0);

	private final long limit;

	private final boolean open;

	private Claim claim = NOTHING;

	private boolean asking;

	private int failures;

	private boolean returning;

	private long held;

	private long elsewhere;

	private long block;

	private long askedAt;

	private long validUntil = NEVER;

	private long quietUntil = NEVER;

	Holding(long limit, StoreFailure onFailure) {
		this.limit = limit;
		this.open = onFailure == StoreFailure.OPEN;
	}

	/**
	 * Return a whole limit that nobody else has a part in.
	 */
	static Holding whole(long limit) {
		Holding whole = new Holding(limit, StoreFailure.CLOSED);
		whole.held = limit;
		whole.validUntil = FOREVER;
		return whole;
	}

	/**
	 * Return the most that may be spent and reserved together.
	 */
	long ceiling(long now) {
		long lent = (now < this.validUntil) ? this.held : 0;
		return (hasFailed() && this.open) ? Math.max(lent, this.limit - this.elsewhere) : lent;
	}

	/**
	 * Return what others have spent.
	 */
	long elsewhere() {
		return this.elsewhere;
	}

	/**
	 * Return whether the store could lend so much that this fits.
	 */
	boolean mayReach(long amount, long now) {
		return amount <= this.limit - this.elsewhere && (this.asking || mayAsk(now));
	}

	/**
	 * Return whether it is time to ask for more, before calls have to wait for it.
	 */
	boolean runsLow(long used, long now) {
		return this.held - used <= this.block / 2 && mayAsk(now);
	}

	boolean mayAsk(long now) {
		return !this.asking && now >= this.quietUntil && (this.held < this.limit || now >= this.validUntil);
	}

	boolean isAsking() {
		return this.asking;
	}

	boolean hasFailed() {
		return this.failures > 0;
	}

	/**
	 * Return whether the store has to be told what becomes of what it lent.
	 */
	boolean isLent() {
		return this.validUntil != FOREVER;
	}

	/**
	 * Return whether the store does not know yet that so much was spent and that nothing
	 * else is needed.
	 */
	boolean owesReport(long settled) {
		return isLent() && (this.claim.settled() != settled || this.held > settled || hasFailed());
	}

	/**
	 * Begin to ask for more, or as much again.
	 */
	Claim more(long settled, long used, long waiting, long now) {
		long kept = Math.max((now < this.validUntil) ? this.held : 0, used);
		long wanted = Math.min(Amount.sum(Amount.sum(used, waiting), this.block), this.limit);
		this.returning = false;
		return ask(new Claim(settled, kept, Math.max(kept, wanted)), now);
	}

	/**
	 * Begin to give back what is not used.
	 */
	Claim less(long settled, long used, long now) {
		this.held = Math.min(this.held, used);
		this.returning = true;
		return ask(new Claim(settled, used, used), now);
	}

	private Claim ask(Claim claim, long now) {
		this.asking = true;
		this.askedAt = now;
		this.claim = claim;
		return claim;
	}

	void granted(Lease lease, long used, long now) {
		this.asking = false;
		this.failures = 0;
		this.held = this.returning ? Math.min(lease.held(), this.claim.kept()) : lease.held();
		this.elsewhere = lease.elsewhere();
		this.block = Math.max(this.held - used, 0);
		boolean forever = lease.validFor().compareTo(Lease.FOREVER) >= 0;
		this.validUntil = forever ? FOREVER : this.askedAt + lease.validFor().toMillis();
		this.quietUntil = (this.held < this.claim.wanted()) ? now + QUIET : NEVER;
	}

	/**
	 * Take note that the store did not answer.
	 * @return whether it did before
	 */
	boolean failed(long now) {
		this.asking = false;
		this.failures++;
		this.quietUntil = now + QUIET;
		return this.failures == 1;
	}

	/**
	 * Return after how many milliseconds the store is asked again even if nobody waits.
	 */
	long retryAfter() {
		return QUIET << Math.min(this.failures - 1, MOST_DOUBLINGS);
	}

}
