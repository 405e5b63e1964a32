package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

import io.llmresilience.BudgetExceededException.Shortage;
import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.Period.Span;

/**
 * The books of one budget, or of its part for one value of a label, in one period. Not
 * thread-safe: the {@link Ledger} looks after them. Times are milliseconds of the epoch.
 */
final class Book {

	private static final double AS_GOOD_AS_FULL = 0.95;

	private final Budget budget;

	private final @Nullable String label;

	private final Span span;

	private final Spend spend;

	private final Holding holding;

	private final long[] alertedUntil;

	private final TreeSet<Reservation> line = new TreeSet<>(Comparator.comparingLong(Reservation::number));

	private final Disposable.Swap renewal = Disposables.swap();

	private long reserved;

	private long everSpent;

	private long refused;

	private long unpriced;

	private boolean used;

	private boolean exceeded;

	private boolean retired;

	Book(Budget budget, @Nullable String label, Span span, Holding holding) {
		this.budget = budget;
		this.label = label;
		this.span = span;
		this.spend = budget.period().begin();
		this.holding = holding;
		this.alertedUntil = new long[budget.alertAt().size()];
		Arrays.fill(this.alertedUntil, Long.MIN_VALUE);
	}

	Budget budget() {
		return this.budget;
	}

	Holding holding() {
		return this.holding;
	}

	long spent(long now) {
		return this.spend.total(now);
	}

	/**
	 * Return what was spent since this book was opened, whether it still counts or not.
	 */
	long everSpent() {
		return this.everSpent;
	}

	long used(long now) {
		return Amount.sum(spent(now), this.reserved);
	}

	/**
	 * Return who waits for something to be settled here, in the order of arrival.
	 */
	TreeSet<Reservation> line() {
		return this.line;
	}

	/**
	 * Return where the next renewal of the lease is kept.
	 */
	Disposable.Swap renewal() {
		return this.renewal;
	}

	/**
	 * Return what those who wait need.
	 */
	long waiting() {
		long sum = 0;
		for (Reservation waiter : this.line) {
			sum = Amount.sum(sum, waiter.ask().bill().reserved(this.budget.unit()));
		}
		return sum;
	}

	/**
	 * Say whether a call fits.
	 */
	Fit fit(Bill bill, long now) {
		long amount = bill.reserved(this.budget.unit());
		long ceiling = this.holding.ceiling(now);
		if (!this.budget.enforced() || amount == 0 || Amount.sum(used(now), amount) <= ceiling) {
			return Fit.NOW;
		}
		long least = Amount.sum(spent(now), amount);
		if ((this.reserved > 0 && least <= ceiling) || this.holding.mayReach(least, now)) {
			return Fit.LATER;
		}
		return this.budget.leadsToNextRoute() ? Fit.NEXT_ROUTE : Fit.REJECT;
	}

	/**
	 * Return whether the limit itself leaves no room for so much, whatever is held.
	 */
	boolean exceeds(long amount, long now) {
		return Amount.sum(Amount.sum(used(now), this.holding.elsewhere()), amount) > this.budget.limit();
	}

	void reserve(long amount) {
		this.reserved = Amount.sum(this.reserved, amount);
		this.used = true;
	}

	void settle(long reserved, long actual, long now) {
		this.reserved -= reserved;
		this.everSpent = Amount.sum(this.everSpent, actual);
		this.spend.add(actual, now);
	}

	/**
	 * Name the shares that have just been reached.
	 * @param refused whether a call was just refused. What little is left then may never
	 * be spent, so the limit counts as reached
	 */
	void alerts(boolean refused, long now, DoubleConsumer alert) {
		long total = Amount.sum(spent(now), this.holding.elsewhere());
		boolean full = refused && total >= this.budget.threshold(AS_GOOD_AS_FULL);
		for (int i = 0; i < this.alertedUntil.length; i++) {
			double share = this.budget.alertAt().get(i);
			boolean reached = total >= this.budget.threshold(share) || (full && share == 1);
			if (reached && now >= this.alertedUntil[i]) {
				this.alertedUntil[i] = this.budget.period().quietAfter(now);
				alert.accept(share);
			}
		}
	}

	/**
	 * How a call fits. What comes later stands above what comes before.
	 */
	enum Fit {

		/**
		 * It can go.
		 */
		NOW,

		/**
		 * It may fit when calls in flight have settled, or when the store has lent more.
		 */
		LATER,

		/**
		 * It does not fit, and another route may.
		 */
		NEXT_ROUTE,

		/**
		 * It does not fit.
		 */
		REJECT

	}

	void countRefused() {
		this.refused++;
	}

	/**
	 * Return whether a call passes for the first time although too little is left.
	 */
	boolean firstExcess() {
		boolean first = !this.exceeded;
		this.exceeded = true;
		return first;
	}

	void countUnpriced() {
		this.unpriced++;
	}

	/**
	 * Return whether it has been used since this was last asked.
	 */
	boolean wasUsed() {
		boolean before = this.used;
		this.used = false;
		return before;
	}

	void retire() {
		this.retired = true;
	}

	boolean isRetired() {
		return this.retired;
	}

	/**
	 * Return whether no call in flight has anything reserved here.
	 */
	boolean isIdle() {
		return this.reserved == 0;
	}

	/**
	 * Return whether there is nothing that must be remembered.
	 */
	boolean isBlank(long now) {
		return isIdle() && this.line.isEmpty() && !this.holding.isAsking() && spent(now) == 0;
	}

	Account account() {
		return new Account(this.budget.name(), this.label, this.budget.unit(), this.budget.limit(), this.span.start(),
				this.span.end(), this.budget.period().memory(this.span));
	}

	Refusal refusal(long needed, long now) {
		return new Refusal(this.budget, shortage(needed, now), this.holding.hasFailed());
	}

	private Shortage shortage(long needed, long now) {
		BudgetUnit unit = this.budget.unit();
		long spent = Amount.sum(spent(now), this.holding.elsewhere());
		return new Shortage(this.budget.name(), this.label, unit, this.budget.amount().decimal(),
				new Amount(unit, spent).decimal(), new Amount(unit, this.reserved).decimal(),
				new Amount(unit, needed).decimal(), resetsAt(needed, now));
	}

	private @Nullable Instant resetsAt(long needed, long now) {
		long room = this.budget.limit() - needed;
		if (room < 0) {
			return null;
		}
		if (!this.span.isEndless()) {
			return this.span.end();
		}
		long at = this.spend.downTo(Math.max(room - this.holding.elsewhere(), 0), now);
		return (at != Spend.NEVER) ? Instant.ofEpochMilli(at) : null;
	}

	BudgetSnapshot snapshot(long now) {
		BudgetUnit unit = this.budget.unit();
		long spent = Amount.sum(spent(now), this.holding.elsewhere());
		BudgetSnapshot.Figures figures = new BudgetSnapshot.Figures(this.budget.amount().decimal(),
				new Amount(unit, spent).decimal(), new Amount(unit, this.reserved).decimal(),
				(double) spent / this.budget.limit());
		return new BudgetSnapshot(this.budget.name(), this.label, unit, figures,
				this.span.isEndless() ? null : this.span.start(), this.span.isEndless() ? null : this.span.end(),
				this.line.size(), this.refused, this.unpriced);
	}

	BudgetAlert alert(double share, long now) {
		BudgetUnit unit = this.budget.unit();
		long spent = Amount.sum(spent(now), this.holding.elsewhere());
		Duration memory = this.budget.period().memory(this.span);
		boolean endless = this.span.isEndless();
		return new BudgetAlert(this.budget.name(), this.label, unit, share, new Amount(unit, spent).decimal(),
				this.budget.amount().decimal(), endless ? Instant.ofEpochMilli(now).minus(memory) : this.span.start(),
				endless ? null : this.span.end());
	}

}
