package io.llmresilience.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.fallback.CoolDownSnapshot;

/**
 * How a route stands, decided with snapshots alone.
 *
 * @param state the state
 * @param since since when, {@code null} if that is not known or calls go to it
 * @param until when that ends by itself, {@code null} if that is not known
 * @param reason the failure that led to it, {@code null} if there was none
 */
record Standing(RouteState state, @Nullable Instant since, @Nullable Instant until, @Nullable FailureKind reason) {

	private static final Standing UP = new Standing(RouteState.UP, null, null, null);

	/**
	 * Judge a route: what hinders calls most comes first.
	 * @param circuit its circuit, {@code null} if no call can have passed it yet
	 * @param coolDown its provider's cool-down or else its own, {@code null} if there is
	 * none
	 * @param pausedUntil until when its limiter lets nobody go, {@code null} if it does
	 * @return how it stands
	 */
	static Standing of(@Nullable CircuitBreakerSnapshot circuit, @Nullable CoolDownSnapshot coolDown,
			@Nullable Instant pausedUntil) {
		if (circuit != null && circuit.state() == CircuitBreakerSnapshot.State.PAUSED) {
			return new Standing(RouteState.PAUSED, circuit.since(), null, null);
		}
		if (coolDown != null && isCredentials(coolDown.reason())) {
			return new Standing(RouteState.BAD_CREDENTIALS, coolDown.since(), coolDown.until(), coolDown.reason());
		}
		if (circuit != null && isOpen(circuit.state())) {
			return new Standing(RouteState.CIRCUIT_OPEN, circuit.since(), circuit.until(), circuit.reason());
		}
		if (coolDown != null) {
			return new Standing(RouteState.COOLING, coolDown.since(), coolDown.until(), coolDown.reason());
		}
		return (pausedUntil != null) ? new Standing(RouteState.COOLING, null, pausedUntil, FailureKind.RATE_LIMITED)
				: UP;
	}

	private static boolean isCredentials(FailureKind kind) {
		return kind == FailureKind.AUTHENTICATION || kind == FailureKind.PERMISSION;
	}

	private static boolean isOpen(CircuitBreakerSnapshot.State state) {
		return state == CircuitBreakerSnapshot.State.OPEN || state == CircuitBreakerSnapshot.State.FORCED_OPEN;
	}

	/**
	 * Return whether a call can be answered here: also one that has to wait for a rate
	 * limit, if it would wait so long.
	 * @param latest until when a call that comes now would wait
	 * @return whether there is a chance
	 */
	boolean canServe(Instant latest) {
		boolean shortPause = this.state == RouteState.COOLING && this.reason == FailureKind.RATE_LIMITED
				&& this.until != null && !this.until.isAfter(latest);
		return this.state == RouteState.UP || shortPause;
	}

	/**
	 * Return this as details of a health status.
	 */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", this.state);
		if (this.since != null) {
			details.put("since", Plain.instant(this.since));
		}
		if (this.until != null) {
			details.put("until", Plain.instant(this.until));
		}
		if (this.reason != null) {
			details.put("reason", this.reason);
		}
		return details;
	}

}
