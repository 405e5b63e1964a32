package io.llmresilience.budget;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * All budgets of this application. Thread-safe.
 */
public final class Budgets {

	private final BudgetSettings settings;

	private final InstantSource clock;

	private final List<Shelf> shelves;

	private final Ledger ledger;

	private final Set<String> unpriced = ConcurrentHashMap.newKeySet();

	/**
	 * Create the budgets.
	 * @param settings what may be spent
	 * @param store where it is kept
	 * @param clock tells the time
	 * @param timer where waits run, and where calls go on after them
	 * @param listener hears of every alert; must neither block nor throw
	 */
	public Budgets(BudgetSettings settings, BudgetStore store, InstantSource clock, Scheduler timer,
			Consumer<BudgetAlert> listener) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		Objects.requireNonNull(store, "'store' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		Objects.requireNonNull(timer, "'timer' must not be null");
		Objects.requireNonNull(listener, "'listener' must not be null");
		Instant now = clock.instant();
		LongFunction<Holding> holdings = (store instanceof InMemoryBudgetStore) ? Holding::whole
				: (limit) -> new Holding(limit, settings.onStoreFailure());
		this.shelves = settings.budgets().stream().map((budget) -> new Shelf(budget, holdings, now)).toList();
		this.ledger = new Ledger(this.shelves, store, clock, timer, listener);
	}

	/**
	 * Find out what was spent before, if the store remembers it.
	 */
	public void start() {
		this.ledger.start();
	}

	/**
	 * Tell the store what was spent and give back what is left. Calls in flight go on and
	 * are told when they have ended.
	 * @return completes when the store has answered
	 */
	public Mono<Void> stop() {
		return Mono.defer(this.ledger::stop);
	}

	/**
	 * Return how all budgets stand.
	 * @return the budgets as configured, and their parts by label in no order
	 */
	public List<BudgetSnapshot> snapshot() {
		return this.ledger.snapshot();
	}

	/**
	 * Return the budgets that may count calls of a route.
	 */
	List<Shelf> of(String route) {
		return this.shelves.stream().filter((shelf) -> shelf.budget().scope().covers(route)).toList();
	}

	/**
	 * Return whether this is the first time that a model's price is missed.
	 */
	boolean missesPriceOf(String model) {
		return this.unpriced.add(model);
	}

	BudgetSettings settings() {
		return this.settings;
	}

	InstantSource clock() {
		return this.clock;
	}

	Ledger ledger() {
		return this.ledger;
	}

}
