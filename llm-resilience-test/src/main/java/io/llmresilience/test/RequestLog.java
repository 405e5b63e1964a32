package io.llmresilience.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * Numbers the arrivals, remembers the last of them and lets tests wait for what is to
 * come. Guarded by its monitor; only tests ever wait in it.
 */
final class RequestLog {

	private static final int BILLED = 10_000;

	private final int capacity;

	private final Deque<Exchange> kept = new ArrayDeque<>();

	private final Set<Exchange> open = new HashSet<>();

	private final Set<Exchange> admitted = new HashSet<>();

	private final List<Throwable> failures = new ArrayList<>();

	private Ledger ledger = new Ledger(BILLED);

	private int arrivals;

	RequestLog(int capacity) {
		this.capacity = capacity;
	}

	synchronized Exchange arrived(IntFunction<Exchange> numbered) {
		Exchange exchange = numbered.apply(++this.arrivals);
		this.open.add(exchange);
		if (this.capacity > 0) {
			keep(exchange);
		}
		notifyAll();
		return exchange;
	}

	private void keep(Exchange exchange) {
		if (this.kept.size() == this.capacity) {
			this.kept.removeFirst();
		}
		this.kept.addLast(exchange);
	}

	synchronized void ended(Exchange exchange) {
		this.open.remove(exchange);
		this.admitted.remove(exchange);
		notifyAll();
	}

	/**
	 * Lets an exchange take one of a number of places until it ends.
	 */
	synchronized boolean admit(Exchange exchange, int most) {
		return this.admitted.size() < most && this.admitted.add(exchange);
	}

	synchronized void clear() {
		this.kept.clear();
		this.failures.clear();
		this.ledger = new Ledger(BILLED);
		this.arrivals = 0;
	}

	/**
	 * Returns the ledger for what arrives from now on.
	 */
	synchronized Ledger ledger() {
		return this.ledger;
	}

	synchronized void failed(Throwable failure) {
		this.failures.add(failure);
	}

	synchronized List<Throwable> failures() {
		return List.copyOf(this.failures);
	}

	synchronized int arrivals() {
		return this.arrivals;
	}

	synchronized int open() {
		return this.open.size();
	}

	synchronized List<Exchange> openExchanges() {
		return List.copyOf(this.open);
	}

	synchronized List<ReceivedRequest> requests() {
		return this.kept.stream().map(Exchange::request).toList();
	}

	synchronized void awaitArrivals(int count, Duration timeout) {
		if (!await(() -> this.arrivals >= count, timeout)) {
			throw new AssertionError("Expected %d arrivals within %s but there were %d; is the client started?"
				.formatted(count, timeout, this.arrivals));
		}
	}

	synchronized void awaitOpen(int count, Duration timeout) {
		if (!await(() -> this.open.size() == count, timeout)) {
			throw new AssertionError(
					"Expected %d open exchanges within %s but there were %d; is the client still reading?"
						.formatted(count, timeout, this.open.size()));
		}
	}

	synchronized ReceivedRequest awaitClosed(int sequence, Duration timeout) {
		await(() -> isEnded(find(sequence)), timeout);
		Exchange exchange = find(sequence);
		if (exchange == null || exchange.request().ending() != Ending.CLIENT_CLOSED) {
			throw new AssertionError(
					"Expected the client to close request #%d within %s but %s; did it cancel, and is it recorded?"
						.formatted(sequence, timeout,
								(exchange != null) ? "it is " + exchange.request().ending() : "there is none"));
		}
		return exchange.request();
	}

	private @Nullable Exchange find(int sequence) {
		return this.kept.stream()
			.filter((exchange) -> exchange.request().sequence() == sequence)
			.findFirst()
			.orElse(null);
	}

	private static boolean isEnded(@Nullable Exchange exchange) {
		return exchange != null && exchange.request().ending() != Ending.OPEN;
	}

	private boolean await(BooleanSupplier condition, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
			if (millis <= 0 || !waitFor(millis)) {
				return condition.getAsBoolean();
			}
		}
		return true;
	}

	private boolean waitFor(long millis) {
		try {
			wait(millis);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
