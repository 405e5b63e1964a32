package io.llmresilience.circuitbreaker;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

/**
 * Makes windows as configured. How long a circuit is open is not left to Resilience4j,
 * which takes a lock when that time is over.
 */
final class Windows {

	private static final Duration NEVER = Duration.ofDays(365);

	private final CircuitBreakerConfig closed;

	private final CircuitBreakerConfig halfOpen;

	Windows(CircuitBreakerSettings settings) {
		this.closed = config(settings).build();
		this.halfOpen = config(settings).initialState(CircuitBreaker.State.HALF_OPEN).build();
	}

	private static CircuitBreakerConfig.Builder config(CircuitBreakerSettings settings) {
		return CircuitBreakerConfig.custom()
			.slidingWindow(settings.window(), settings.minimumCalls(), SlidingWindowType.COUNT_BASED,
					SlidingWindowSynchronizationStrategy.LOCK_FREE)
			.failureRateThreshold(percent(settings.failureRate()))
			.slowCallDurationThreshold(settings.slowCall())
			.slowCallRateThreshold(percent(settings.slowCallRate()))
			.permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
			.waitDurationInOpenState(NEVER);
	}

	private static float percent(double rate) {
		return (float) (rate * 100);
	}

	Window closed(String route) {
		return new Window(CircuitBreaker.of(route, this.closed));
	}

	Window halfOpen(String route) {
		return new Window(CircuitBreaker.of(route, this.halfOpen));
	}

}
