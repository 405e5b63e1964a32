package io.llmresilience.circuitbreaker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;

/**
 * The calls of one phase, counted by a Resilience4j circuit breaker that lives no longer
 * than the phase. A single one would count the late end of a call, and take its
 * permission back, in whatever phase it has come to by then. Thread-safe.
 */
final class Window {

	private final CircuitBreaker breaker;

	private final AtomicInteger inFlight = new AtomicInteger();

	private volatile @Nullable FailureKind lastFailure;

	Window(CircuitBreaker breaker) {
		this.breaker = breaker;
	}

	boolean tryAcquire() {
		if (!this.breaker.tryAcquirePermission()) {
			return false;
		}
		this.inFlight.incrementAndGet();
		return true;
	}

	void succeeded(long nanos) {
		this.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
		this.inFlight.decrementAndGet();
	}

	void failed(long nanos, ProviderException failure) {
		this.lastFailure = failure.kind();
		this.breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
		this.inFlight.decrementAndGet();
	}

	void release() {
		this.breaker.releasePermission();
		this.inFlight.decrementAndGet();
	}

	boolean tripped() {
		return this.breaker.getState() == CircuitBreaker.State.OPEN;
	}

	boolean sound() {
		return this.breaker.getState() == CircuitBreaker.State.CLOSED;
	}

	int inFlight() {
		return this.inFlight.get();
	}

	@Nullable FailureKind lastFailure() {
		return this.lastFailure;
	}

	Tally tally() {
		CircuitBreaker.Metrics metrics = this.breaker.getMetrics();
		return new Tally(metrics.getNumberOfBufferedCalls(), metrics.getNumberOfFailedCalls(),
				metrics.getNumberOfSlowCalls());
	}

}
