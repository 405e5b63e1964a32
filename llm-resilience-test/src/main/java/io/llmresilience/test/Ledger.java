package io.llmresilience.test;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps what is to be billed: the tabs that are open, the last that were closed, and the
 * sums of those before. Guarded by its monitor.
 */
final class Ledger {

	private final int remembered;

	private final Set<Tab> open = new HashSet<>();

	private final Deque<BilledRequest> closed = new ArrayDeque<>();

	private final Map<String, BilledTokens> forgotten = new HashMap<>();

	Ledger(int remembered) {
		this.remembered = remembered;
	}

	synchronized Tab open(Charge charge) {
		Tab tab = new Tab(charge);
		this.open.add(tab);
		return tab;
	}

	synchronized void close(Tab tab) {
		if (!this.open.remove(tab)) {
			return;
		}
		this.closed.addLast(tab.billed());
		if (this.closed.size() > this.remembered) {
			add(this.forgotten, this.closed.removeFirst());
		}
	}

	synchronized Bill bill() {
		List<BilledRequest> requests = Stream.concat(this.closed.stream(), this.open.stream().map(Tab::billed))
			.sorted(Comparator.comparingInt(BilledRequest::sequence))
			.toList();
		Map<String, BilledTokens> sums = new HashMap<>(this.forgotten);
		requests.forEach((request) -> add(sums, request));
		return new Bill(requests, sums);
	}

	private static void add(Map<String, BilledTokens> sums, BilledRequest request) {
		sums.merge(request.servedModel(), request.tokens(), BilledTokens::plus);
	}

}
