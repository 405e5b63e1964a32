package io.llmresilience.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.fallback.CoolDownSnapshot;

/**
 * One route.
 *
 * @param name its name, {@code provider/model}
 * @param chatRoute whether a call tries it unless the call says otherwise
 * @param state how it stands
 * @param since since when
 * @param until when that ends by itself
 * @param reason the failure that led to it
 * @param circuit its circuit
 * @param coolDown its own cool-down, its provider's is there
 * @param limits its own limits, its provider's are there
 */
record RouteView(String name, boolean chatRoute, RouteState state, @Nullable Instant since, @Nullable Instant until,
		@Nullable FailureKind reason, @Nullable CircuitView circuit, @Nullable CoolDownView coolDown,
		@Nullable LimitsView limits) {

	static RouteView of(String name, boolean chatRoute, View view) {
		Standing standing = view.standing(name);
		return new RouteView(name, chatRoute, standing.state(), Plain.instantOrNull(standing.since()),
				Plain.instantOrNull(standing.until()), standing.reason(), CircuitView.of(view.circuits().get(name)),
				CoolDownView.of(view.coolDowns().get(name)), LimitsView.of(view.limits().get(name)));
	}

	/**
	 * A route's circuit.
	 *
	 * @param state what it does
	 * @param since since when; an open one since it first opened, however often it was
	 * tried in vain
	 * @param until when that ends by itself
	 * @param reason the last failure that was counted
	 * @param calls the calls that are looked at
	 * @param failureRate the share of them that failed
	 * @param slowCallRate the share of them that were slow
	 * @param inFlight calls that have passed and not ended
	 * @param refused calls refused so far
	 */
	record CircuitView(CircuitBreakerSnapshot.State state, Instant since, @Nullable Instant until,
			@Nullable FailureKind reason, int calls, double failureRate, double slowCallRate, int inFlight,
			long refused) {

		static @Nullable CircuitView of(@Nullable CircuitBreakerSnapshot circuit) {
			return (circuit != null) ? new CircuitView(circuit.state(), Plain.instant(circuit.since()),
					Plain.instantOrNull(circuit.until()), circuit.reason(), circuit.calls(),
					Plain.share(circuit.failureRate()), Plain.share(circuit.slowCallRate()), circuit.inFlight(),
					circuit.refused()) : null;
		}

	}

	/**
	 * The cool-down of a route or a provider.
	 *
	 * @param reason the failure that led to it
	 * @param since when that was first seen, without an answer since
	 * @param until when it ends
	 */
	record CoolDownView(FailureKind reason, Instant since, Instant until) {

		static @Nullable CoolDownView of(@Nullable CoolDownSnapshot coolDown) {
			return (coolDown != null) ? new CoolDownView(coolDown.reason(), Plain.instant(coolDown.since()),
					Plain.instant(coolDown.until())) : null;
		}

	}

}
