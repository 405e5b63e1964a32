package io.llmresilience.fallback;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.llmresilience.FailureKind;
import io.llmresilience.Route.Availability;
import io.llmresilience.Route.State;
import io.llmresilience.WatchedTimer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoolDowns}.
 */
class CoolDownsTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final WatchedTimer clock = new WatchedTimer();

	private final CoolDowns coolDowns = new CoolDowns(Fleet.SETTINGS, this.clock);

	private final ScriptedRoute route = new ScriptedRoute("one/a");

	private final ScriptedRoute sibling = new ScriptedRoute("one/b");

	private final ScriptedRoute stranger = new ScriptedRoute("two/a");

	@ParameterizedTest
	@CsvSource({ "AUTHENTICATION, one, 60", "PERMISSION, one, 60", "QUOTA_EXHAUSTED, one, 600",
			"MODEL_NOT_FOUND, one/a, 60", "RATE_LIMITED, one/a, 5" })
	void refusalShouldCoolRouteOrProvider(FailureKind kind, String name, long seconds) {
		refused(this.route, kind, null);
		assertThat(this.coolDowns.snapshot())
			.containsExactly(new CoolDownSnapshot(name, kind, Instant.EPOCH, Instant.EPOCH.plusSeconds(seconds)));
		assertThat(state(this.route)).isEqualTo(State.COOLING);
		assertThat(state(this.sibling)).isEqualTo(name.contains("/") ? State.READY : State.COOLING);
		assertThat(state(this.stranger)).isEqualTo(State.READY);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "PERMISSION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND", "RATE_LIMITED" },
			mode = EnumSource.Mode.EXCLUDE)
	void otherFailuresShouldCoolNothing(FailureKind kind) {
		refused(this.route, kind, MINUTE);
		assertThat(this.coolDowns.snapshot()).isEmpty();
	}

	@Test
	void whenProviderGivesAHintShouldCoolForAsLong() {
		refused(this.route, FailureKind.RATE_LIMITED, MINUTE);
		assertThat(this.coolDowns.availability(this.route))
			.isEqualTo(new Availability(State.COOLING, Instant.EPOCH.plus(MINUTE), FailureKind.RATE_LIMITED));
		this.clock.pass(MINUTE.toMillis());
		assertThat(state(this.route)).isEqualTo(State.READY);
	}

	@Test
	void whenNotCoolingShouldSayWhatTheRouteSays() {
		Availability open = new Availability(State.CIRCUIT_OPEN, null, null);
		assertThat(this.coolDowns.availability(this.route.standing(open))).isEqualTo(open);
	}

	@Test
	void whenClearedShouldBeReady() {
		refused(this.route, FailureKind.AUTHENTICATION, null);
		assertThat(this.coolDowns.clear("one")).isTrue();
		assertThat(state(this.route)).isEqualTo(State.READY);
		assertThat(this.coolDowns.clear("one")).isFalse();
		assertThat(this.coolDowns.clear("nobody")).isFalse();
	}

	@Test
	void whenOverShouldLetOneProbe() {
		refused(this.route, FailureKind.QUOTA_EXHAUSTED, null);
		assertThat(this.coolDowns.visit(this.route)).isNull();
		this.clock.pass(Duration.ofMinutes(10).toMillis());
		assertThat(state(this.sibling)).isEqualTo(State.READY);
		Visit probe = this.coolDowns.visit(this.route);
		assertThat(probe).isNotNull();
		assertThat(this.coolDowns.visit(this.sibling)).isNull();
		assertThat(state(this.sibling)).isEqualTo(State.COOLING);
		probe.answered();
		assertThat(this.coolDowns.visit(this.sibling)).isNotNull();
		assertThat(this.coolDowns.snapshot()).isEmpty();
	}

	@Test
	void whenTheProbeFindsOutNothingShouldLetTheNextProbe() {
		refused(this.route, FailureKind.AUTHENTICATION, null);
		this.clock.pass(MINUTE.toMillis());
		Visit probe = this.coolDowns.visit(this.route);
		probe.refused(this.route.failure(FailureKind.OVERLOADED).build());
		probe.left();
		assertThat(this.coolDowns.visit(this.sibling)).isNotNull();
	}

	@Test
	void whenTheProbeIsRefusedShouldCoolAgainForLonger() {
		refused(this.route, FailureKind.QUOTA_EXHAUSTED, null);
		this.clock.pass(Duration.ofMinutes(10).toMillis());
		Visit probe = this.coolDowns.visit(this.route);
		probe.refused(this.route.failure(FailureKind.QUOTA_EXHAUSTED).build());
		probe.left();
		assertThat(this.coolDowns.availability(this.route).until())
			.isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(30)));
	}

	@Test
	void whenAskedAllTheSameAndAnsweredShouldBeReady() {
		refused(this.route, FailureKind.RATE_LIMITED, MINUTE);
		this.coolDowns.forcedVisit(this.route).answered();
		assertThat(state(this.route)).isEqualTo(State.READY);
	}

	@Test
	void whenACallMadeBeforeIsAnsweredShouldGoOnCooling() {
		Visit before = this.coolDowns.visit(this.route);
		this.clock.pass(1);
		refused(this.route, FailureKind.RATE_LIMITED, MINUTE);
		before.answered();
		assertThat(state(this.route)).isEqualTo(State.COOLING);
	}

	@Test
	void whateverHappensShouldNeverLetTwoProbeAtOnceNorStayClosedForever() {
		for (long seed = 1; seed <= 100; seed++) {
			assertProbesTakeTurns(seed);
		}
	}

	private void assertProbesTakeTurns(long seed) {
		Random random = new Random(seed);
		WatchedTimer clock = new WatchedTimer();
		CoolDowns coolDowns = new CoolDowns(Fleet.SETTINGS, clock);
		coolDowns.refused("one/a", this.route.failure(FailureKind.AUTHENTICATION).build());
		List<Visit> probes = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			clock.pass(random.nextInt(20_000));
			Visit visit = coolDowns.visit(random.nextBoolean() ? this.route : this.sibling);
			if (visit != null) {
				probes.add(visit);
			}
			assertThat(probes).as("seed %s, step %s", seed, i).hasSizeLessThan(2);
			if (!probes.isEmpty() && random.nextBoolean()) {
				end(probes.remove(0), random.nextInt(2));
			}
		}
		probes.forEach(Visit::left);
		clock.pass(MINUTE.toMillis());
		assertThat(coolDowns.visit(this.route)).as("seed %s", seed).isNotNull();
	}

	private void end(Visit probe, int how) {
		if (how == 0) {
			probe.refused(this.route.failure(FailureKind.AUTHENTICATION).build());
		}
		probe.left();
	}

	private void refused(ScriptedRoute route, FailureKind kind, @Nullable Duration hint) {
		this.coolDowns.refused(route.name(), route.failure(kind).retryAfter(hint).build());
	}

	private State state(ScriptedRoute route) {
		return this.coolDowns.availability(route).state();
	}

}
