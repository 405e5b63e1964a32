package io.llmresilience.circuitbreaker;

import java.util.concurrent.atomic.AtomicBoolean;

import io.llmresilience.ProviderException;

/**
 * What one attempt has of its circuit until it is settled, of which only the first time
 * counts. It belongs to the phase that gave it, whatever has become of the circuit.
 */
final class Permission {

	private final RouteCircuitBreaker circuit;

	private final Phase.Passing phase;

	private final AtomicBoolean settled = new AtomicBoolean();

	Permission(RouteCircuitBreaker circuit, Phase.Passing phase) {
		this.circuit = circuit;
		this.phase = phase;
	}

	/**
	 * Count a call that went well.
	 * @param nanos the time to its first content
	 */
	void succeeded(long nanos) {
		if (settle()) {
			this.phase.window().succeeded(nanos);
			this.circuit.judge(this.phase);
		}
	}

	/**
	 * Count a call that failed.
	 * @param nanos the time to its first content, or to its end
	 * @param failure how it failed
	 */
	void failed(long nanos, ProviderException failure) {
		if (settle()) {
			this.phase.window().failed(nanos, failure);
			this.circuit.judge(this.phase);
		}
	}

	/**
	 * Count a call that shows that the provider works, where that is the question.
	 * @param nanos the time to its end
	 */
	void answered(long nanos) {
		if (this.phase instanceof HalfOpen) {
			succeeded(nanos);
		}
		else {
			giveBack();
		}
	}

	/**
	 * Count nothing.
	 */
	void giveBack() {
		if (settle()) {
			this.phase.window().release();
		}
	}

	private boolean settle() {
		return this.settled.compareAndSet(false, true);
	}

}
