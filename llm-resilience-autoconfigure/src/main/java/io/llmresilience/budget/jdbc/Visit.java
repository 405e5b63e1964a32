package io.llmresilience.budget.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;
import io.llmresilience.budget.jdbc.Tables.Entry;
import io.llmresilience.budget.jdbc.Tables.Locked;
import io.llmresilience.budget.jdbc.Tables.Slice;

/**
 * One process at one account that it has locked, in one transaction.
 */
final class Visit {

	private static final long DAY = Duration.ofDays(1).toMillis();

	private final Tables tables;

	private final BudgetSettings.Jdbc settings;

	private final String key;

	private final Account account;

	private final Locked locked;

	Visit(Tables tables, BudgetSettings.Jdbc settings, String key, Account account, Locked locked) {
		this.tables = tables;
		this.settings = settings;
		this.key = key;
		this.account = account;
		this.locked = locked;
	}

	/**
	 * Take note of what was spent, and lend.
	 * @param process who comes
	 * @param number the number of its claim; one that comes late is void
	 * @param claim what it says and wants
	 * @return what it holds from now on
	 */
	Lease lend(String process, long number, Claim claim) {
		List<Entry> leases = new ArrayList<>(this.tables.leases(this.key));
		Entry before = takeOut(leases, process);
		if (before.claim() >= number) {
			throw new IllegalStateException("A later claim has been answered already");
		}
		Map<String, Long> spent = this.tables.spent(this.key, now());
		Long recorded = spent.remove(process);
		record(process, news(claim, before, (recorded != null) ? recorded : 0));
		Tally tally = new Tally(this.account, holders(leases, spent), now());
		long lent = tally.lent(claim, this.settings);
		this.tables.write(this.key, new Entry(process, number, claim.total(), lent, lent - claim.settled(),
				now() + this.settings.lease().toMillis()));
		remember();
		return new Lease(lent, tally.elsewhere(this.settings), this.settings.lease());
	}

	private static Entry takeOut(List<Entry> leases, String process) {
		for (Entry lease : leases) {
			if (lease.process().equals(process)) {
				leases.remove(lease);
				return lease;
			}
		}
		return new Entry(process, 0, 0, 0, 0, 0);
	}

	private long now() {
		return this.locked.now();
	}

	/**
	 * Return what was spent since the last report. Books may have begun anew meanwhile.
	 */
	private static long news(Claim claim, Entry before, long recorded) {
		long sinceReport = (claim.total() >= before.reported()) ? claim.total() - before.reported() : claim.total();
		return Math.max(sinceReport, claim.settled() - recorded);
	}

	private void record(String process, long amount) {
		if (amount > 0) {
			this.tables.add(this.key, process, Slice.of(amount, this.account, now()));
		}
	}

	private List<Holder> holders(List<Entry> leases, Map<String, Long> spent) {
		List<Holder> holders = new ArrayList<>();
		for (Entry lease : leases) {
			Long amount = spent.remove(lease.process());
			Holder holder = lease.with((amount != null) ? amount : 0);
			holders.add(holder);
			if (holder.isLongGone(now())) {
				bury(holder);
			}
		}
		spent.forEach((process, amount) -> holders.add(new Holder(process, 0, 0, amount, 0)));
		return holders;
	}

	/**
	 * Add what a process had spent to what all earlier ones had, so that starts do not
	 * pile up.
	 */
	private void bury(Holder gone) {
		long charged = gone.charged(this.account, this.settings.deadLease(), now()) - gone.spent();
		for (Slice slice : this.tables.slices(this.key, gone.process())) {
			this.tables.add(this.key, Tables.EARLIER, slice);
		}
		if (charged > 0) {
			this.tables.add(this.key, Tables.EARLIER, Slice.of(charged, this.account, gone.expiresAt()));
		}
		this.tables.remove(this.key, gone.process());
	}

	/**
	 * Keep the account for a day longer than it counts, since clocks differ and calls end
	 * late.
	 */
	private void remember() {
		long until = this.account.isWindow() ? now() + this.account.window().toMillis() + DAY
				: this.account.end().toEpochMilli() + DAY;
		if (Math.abs(this.locked.forgetAt() - until) > DAY / 2) {
			this.tables.forgetAt(this.key, until);
		}
	}

}
