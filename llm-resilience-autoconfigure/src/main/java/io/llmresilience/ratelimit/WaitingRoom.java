package io.llmresilience.ratelimit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Who waits, by route in the order of arrival, and by the end of patience. Not
 * thread-safe.
 */
final class WaitingRoom {

	private static final Comparator<Waiter> BY_ARRIVAL = Comparator
		.comparingLong((Waiter waiter) -> waiter.ask().arrival())
		.thenComparingLong(Waiter::number);

	private static final Comparator<Waiter> BY_EXPIRY = Comparator.comparingLong(Waiter::expiresAt)
		.thenComparingLong(Waiter::number);

	private final List<TreeSet<Waiter>> routes = new ArrayList<>();

	private final TreeSet<Waiter> byExpiry = new TreeSet<>(BY_EXPIRY);

	private long numbers;

	void add(Waiter waiter) {
		waiter.number(this.numbers++);
		while (this.routes.size() <= waiter.ask().route()) {
			this.routes.add(new TreeSet<>(BY_ARRIVAL));
		}
		this.routes.get(waiter.ask().route()).add(waiter);
		this.byExpiry.add(waiter);
	}

	void remove(Waiter waiter) {
		if (waiter.number() >= 0 && this.byExpiry.remove(waiter)) {
			this.routes.get(waiter.ask().route()).remove(waiter);
		}
	}

	/**
	 * Find who arrived first.
	 * @param blocked routes not to look at
	 * @return the first, {@code null} if nobody waits on the other routes
	 */
	@Nullable Waiter first(BitSet blocked) {
		Waiter first = null;
		for (int i = blocked.nextClearBit(0); i < this.routes.size(); i = blocked.nextClearBit(i + 1)) {
			Waiter head = this.routes.get(i).isEmpty() ? null : this.routes.get(i).first();
			if (head != null && (first == null || BY_ARRIVAL.compare(head, first) < 0)) {
				first = head;
			}
		}
		return first;
	}

	/**
	 * When the first patience ends.
	 * @return the time, {@link Long#MAX_VALUE} if nobody waits
	 */
	long firstExpiry() {
		return this.byExpiry.isEmpty() ? Long.MAX_VALUE : this.byExpiry.first().expiresAt();
	}

	/**
	 * Find whose patience ends early.
	 * @param time the time until which it must end
	 * @return the waiters, first to end first
	 */
	List<Waiter> expiringBy(long time) {
		List<Waiter> expiring = new ArrayList<>();
		for (Waiter waiter : this.byExpiry) {
			if (waiter.expiresAt() > time) {
				break;
			}
			expiring.add(waiter);
		}
		return expiring;
	}

}
