package io.llmresilience.observation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.llmresilience.budget.BudgetSnapshot;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.fallback.CoolDownSnapshot;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimitSnapshot.Quota;

/**
 * Gauges of how providers and routes stand. They are those that are in use when the
 * gauges are bound, and do not change.
 */
public final class RoomGauges implements MeterBinder {

	private static final List<String> DIMENSIONS = List.of("REQUESTS", "TOKENS", "INPUT_TOKENS", "OUTPUT_TOKENS");

	private final Recent<RateLimitSnapshot> limits;

	private final Recent<CircuitBreakerSnapshot> circuits;

	private final Recent<CoolDownSnapshot> coolDowns;

	private final Recent<BudgetSnapshot> budgets;

	private final List<String> budgetNames;

	private final InstantSource clock;

	/**
	 * Create the gauges.
	 * @param limits tells how all rate limits stand
	 * @param circuits tells how all circuits stand
	 * @param coolDowns tells who is left alone
	 * @param budgetNames the budgets
	 * @param budgets tells how all budgets stand, the parts of one under its name
	 * @param clock tells the time
	 */
	public RoomGauges(Supplier<List<RateLimitSnapshot>> limits, Supplier<List<CircuitBreakerSnapshot>> circuits,
			Supplier<List<CoolDownSnapshot>> coolDowns, List<String> budgetNames,
			Supplier<List<BudgetSnapshot>> budgets, InstantSource clock) {
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.limits = new Recent<>(limits, RateLimitSnapshot::name, RoomGauges::either, clock);
		this.circuits = new Recent<>(circuits, CircuitBreakerSnapshot::route, RoomGauges::either, clock);
		this.coolDowns = new Recent<>(coolDowns, CoolDownSnapshot::name, RoomGauges::either, clock);
		this.budgetNames = List.copyOf(budgetNames);
		this.budgets = new Recent<>(budgets, BudgetSnapshot::name, RoomGauges::fuller, clock);
	}

	private static <S> S either(S one, S other) {
		return one;
	}

	private static BudgetSnapshot fuller(BudgetSnapshot one, BudgetSnapshot other) {
		return (one.figures().share() >= other.figures().share()) ? one : other;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String name : this.limits.names()) {
			Tags tags = Tags.of("name", name);
			limits(registry, name, tags);
			gauge(registry, "fallback.cooling", "Whether a provider or route is left alone", tags,
					() -> (this.coolDowns.get(name) != null) ? 1 : 0);
		}
		for (String route : this.circuits.names()) {
			circuit(registry, route);
		}
		for (String budget : this.budgetNames) {
			gauge(registry, "budget.used", "Share of a budget that is spent, of its fullest part if it has parts",
					Tags.of("budget", budget), () -> used(budget));
		}
	}

	private void limits(MeterRegistry registry, String name, Tags tags) {
		gauge(registry, "ratelimit.waiting", "Calls that wait", tags, () -> limit(name, RateLimitSnapshot::waiting));
		gauge(registry, "ratelimit.in.flight", "Calls in flight", tags, () -> limit(name, RateLimitSnapshot::inFlight));
		gauge(registry, "ratelimit.paused", "Seconds until the end of a pause that the provider asked for", tags,
				() -> limit(name, (limit) -> secondsTo(limit.pausedUntil())));
		for (String dimension : DIMENSIONS) {
			Tags quota = tags.and("dimension", dimension.toLowerCase(Locale.ROOT));
			gauge(registry, "ratelimit.limit", "Units per minute", quota, () -> quota(name, dimension, Quota::limit));
			gauge(registry, "ratelimit.available", "Units that may go at once, negative for a debt", quota,
					() -> quota(name, dimension, Quota::available));
		}
	}

	private double limit(String name, ToDoubleFunction<RateLimitSnapshot> figure) {
		RateLimitSnapshot limit = this.limits.get(name);
		return (limit != null) ? figure.applyAsDouble(limit) : Double.NaN;
	}

	/**
	 * A limit that is learnt from refusals may stand beside a known one; the tighter
	 * counts.
	 */
	private double quota(String name, String dimension, ToDoubleFunction<Quota> figure) {
		return limit(name,
				(limit) -> limit.quotas()
					.stream()
					.filter((quota) -> String.valueOf(quota.dimension()).equals(dimension))
					.mapToDouble(figure)
					.min()
					.orElse(Double.NaN));
	}

	private double secondsTo(@Nullable Instant until) {
		return (until != null) ? Math.max(Duration.between(this.clock.instant(), until).toMillis(), 0) / 1000.0 : 0;
	}

	private void circuit(MeterRegistry registry, String route) {
		Tags tags = Tags.of("route", route);
		for (CircuitBreakerSnapshot.State state : CircuitBreakerSnapshot.State.values()) {
			gauge(registry, "circuitbreaker.state", "1 for the state that a circuit is in",
					tags.and("state", state.name()),
					() -> circuit(route, (circuit) -> (circuit.state() == state) ? 1 : 0));
		}
		gauge(registry, "circuitbreaker.failure.rate", "Share of the last calls that failed", tags,
				() -> circuit(route, CircuitBreakerSnapshot::failureRate));
	}

	private double circuit(String route, ToDoubleFunction<CircuitBreakerSnapshot> figure) {
		CircuitBreakerSnapshot circuit = this.circuits.get(route);
		return (circuit != null) ? figure.applyAsDouble(circuit) : Double.NaN;
	}

	private double used(String name) {
		BudgetSnapshot budget = this.budgets.get(name);
		return (budget != null) ? budget.figures().share() : 0;
	}

	private static void gauge(MeterRegistry registry, String name, String description, Tags tags,
			Supplier<Number> value) {
		Gauge.builder("llm.resilience." + name, value).description(description).tags(tags).register(registry);
	}

}
