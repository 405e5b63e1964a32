package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.BudgetUnit;
import io.llmresilience.FailureKind;
import io.llmresilience.budget.BudgetSnapshot;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;
import io.llmresilience.fallback.CoolDownSnapshot;
import io.llmresilience.ratelimit.Dimension;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimitSnapshot.Quota;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the gauges of how providers and routes stand.
 */
class RoomGaugesTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private Instant now = Instant.EPOCH;

	private int asked;

	private List<Quota> quotas = List.of(new Quota(Dimension.REQUESTS, 60, 7, false),
			new Quota(Dimension.REQUESTS, 30, -2, true));

	private State state = State.OPEN;

	private List<CoolDownSnapshot> coolDowns = List
		.of(new CoolDownSnapshot("openai/a", FailureKind.RATE_LIMITED, Instant.EPOCH, Instant.MAX));

	@BeforeEach
	void bind() {
		new RoomGauges(this::limits, this::circuits, () -> this.coolDowns, List.of("daily", "tenants"), this::budgets,
				() -> this.now)
			.bindTo(this.registry);
	}

	private List<RateLimitSnapshot> limits() {
		this.asked++;
		return List.of(new RateLimitSnapshot("openai", this.quotas, 3, null, 4, Instant.EPOCH.plusSeconds(9), 0, 0),
				new RateLimitSnapshot("openai/a", List.of(), 1, null, 0, null, 0, 0));
	}

	private List<CircuitBreakerSnapshot> circuits() {
		return List
			.of(new CircuitBreakerSnapshot("openai/a", this.state, Instant.EPOCH, null, null, 10, 0.7, 0.1, 0, 0));
	}

	private List<BudgetSnapshot> budgets() {
		return List.of(budget("tenants", "a", 0.2), budget("tenants", "b", 0.9), budget("tenants", "c", 0.5));
	}

	private static BudgetSnapshot budget(String name, String label, double share) {
		return new BudgetSnapshot(name, label, BudgetUnit.USD,
				new BudgetSnapshot.Figures(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO, share), null, null, 0, 0,
				0);
	}

	@Test
	void fullestPartOfABudgetShouldCount() {
		assertThat(gauge("budget.used", "budget", "tenants")).isEqualTo(0.9);
	}

	@Test
	void whenNothingIsSpentShouldBeZero() {
		assertThat(gauge("budget.used", "budget", "daily")).isZero();
	}

	private double gauge(String name, String... tags) {
		return this.registry.get("llm.resilience." + name).tags(tags).gauge().value();
	}

	@ParameterizedTest
	@CsvSource({ "ratelimit.waiting, openai, 4", "ratelimit.in.flight, openai, 3", "ratelimit.paused, openai, 9",
			"ratelimit.paused, openai/a, 0", "fallback.cooling, openai, 0", "fallback.cooling, openai/a, 1" })
	void gaugeShouldShow(String gauge, String name, double value) {
		assertThat(gauge(gauge, "name", name)).isEqualTo(value);
	}

	@Test
	void tighterOfTwoLimitsShouldCount() {
		assertThat(gauge("ratelimit.limit", "name", "openai", "dimension", "requests")).isEqualTo(30);
		assertThat(gauge("ratelimit.available", "name", "openai", "dimension", "requests")).isEqualTo(-2);
	}

	@Test
	void whenNoLimitIsKnownShouldBeNoNumber() {
		assertThat(gauge("ratelimit.limit", "name", "openai", "dimension", "output_tokens")).isNaN();
	}

	@Test
	void limitThatIsLearntLaterShouldBeSeen() {
		assertThat(gauge("ratelimit.limit", "name", "openai", "dimension", "tokens")).isNaN();
		this.quotas = List.of(new Quota(Dimension.TOKENS, 900, 900, true));
		this.now = this.now.plusSeconds(1);
		assertThat(gauge("ratelimit.limit", "name", "openai", "dimension", "tokens")).isEqualTo(900);
	}

	@Test
	void circuitShouldBeInOneState() {
		assertThat(gauge("circuitbreaker.state", "route", "openai/a", "state", "OPEN")).isEqualTo(1);
		assertThat(gauge("circuitbreaker.state", "route", "openai/a", "state", "CLOSED")).isZero();
		assertThat(gauge("circuitbreaker.failure.rate", "route", "openai/a")).isEqualTo(0.7);
		this.state = State.CLOSED;
		this.now = this.now.plusSeconds(1);
		assertThat(gauge("circuitbreaker.state", "route", "openai/a", "state", "CLOSED")).isEqualTo(1);
	}

	@Test
	void whenCoolDownEndsShouldShowIt() {
		this.coolDowns = List.of();
		assertThat(gauge("fallback.cooling", "name", "openai/a")).isZero();
	}

	@Test
	void allGaugesOfOneScrapeShouldShareASnapshot() {
		int before = this.asked;
		this.registry.getMeters().forEach((meter) -> meter.measure().forEach((measurement) -> measurement.getValue()));
		assertThat(this.asked).isEqualTo(before + 1);
	}

	@Test
	void whenClockJumpsBackShouldNotStandStill() {
		gauge("ratelimit.waiting", "name", "openai");
		int before = this.asked;
		this.now = this.now.minusSeconds(3600);
		gauge("ratelimit.waiting", "name", "openai");
		assertThat(this.asked).isEqualTo(before + 1);
	}

}
