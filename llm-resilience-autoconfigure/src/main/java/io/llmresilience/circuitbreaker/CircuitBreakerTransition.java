package io.llmresilience.circuitbreaker;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * The circuit of a route has changed its state. Published as an application event.
 *
 * @param route the route, {@code provider/model}
 * @param from the state before
 * @param to the state from now on
 * @param at when it changed
 * @param until when the new state ends by itself, {@code null} if that is not known
 * @param reason the last failure that was counted, {@code null} if there was none
 */
public record CircuitBreakerTransition(String route, State from, State to, Instant at, @Nullable Instant until,
		@Nullable FailureKind reason) {

	public CircuitBreakerTransition {
		Objects.requireNonNull(route, "'route' must not be null");
		Objects.requireNonNull(from, "'from' must not be null");
		Objects.requireNonNull(to, "'to' must not be null");
		Objects.requireNonNull(at, "'at' must not be null");
	}

}
