package io.llmresilience.budget;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * What three budgets cost a call that does not have to wait, one in money for a day, one
 * in tokens for ten minutes and one for its tenant: to reserve and settle takes less than
 * a microsecond. Run with {@code -prof gc} for the allocation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BudgetBenchmark {

	private static final String LIMITS = "llm.resilience.budget.limits.";

	private static final Bill WORST_CASE = new Bill(1000, 20);

	private static final Bill ACTUAL = new Bill(10, 1);

	private final Budgets budgets = new Budgets(settings(), BudgetStore.inMemory(), InstantSource.system(),
			Schedulers.parallel(), (alert) -> {
			});

	private final Ask ask = new Ask(this.budgets.of("openai/gpt-6-luna"), Map.of("tenant", "acme"), WORST_CASE);

	private static BudgetSettings settings() {
		return new Binder(
				new MapConfigurationPropertySource(Map.of(LIMITS + "daily.limit", "1000000", LIMITS + "runaway.limit",
						"4000000000000000000", LIMITS + "runaway.unit", "tokens", LIMITS + "runaway.period", "10m",
						LIMITS + "tenant.limit", "1000000", LIMITS + "tenant.scope", "label:tenant")))
			.bindOrCreate("llm.resilience.budget", BudgetSettings.class);
	}

	/**
	 * Reserve of three budgets and settle.
	 * @return the reservation
	 */
	@Benchmark
	public Reservation reserveAndSettle() {
		Ledger ledger = this.budgets.ledger();
		Reservation reservation = ledger.reserve(this.ask);
		if (!reservation.isHeld()) {
			throw new IllegalStateException("had to wait");
		}
		ledger.end(reservation, ACTUAL);
		return reservation;
	}

	/**
	 * Reserve of three budgets and settle, while seven other threads do the same.
	 * @return the reservation
	 */
	@Benchmark
	@Threads(8)
	public Reservation reserveAndSettleWithEightThreads() {
		return reserveAndSettle();
	}

}
