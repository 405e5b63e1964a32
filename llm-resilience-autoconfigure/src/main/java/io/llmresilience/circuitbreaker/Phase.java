package io.llmresilience.circuitbreaker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * What a circuit is doing from one change to the next.
 */
sealed interface Phase permits Phase.Passing, Open, Paused {

	/**
	 * Return when it began.
	 * @return the moment
	 */
	Moment since();

	/**
	 * Return what it is called.
	 * @param now nanoseconds
	 * @return the state
	 */
	State state(long now);

	/**
	 * Return whether a call would be let through.
	 * @param now nanoseconds
	 * @return whether it has a chance
	 */
	boolean admits(long now);

	/**
	 * Return when it ends by itself.
	 * @return the instant, {@code null} if that is not known
	 */
	@Nullable Instant until();

	/**
	 * Return the calls that it has seen, or that led to it.
	 * @return how they went
	 */
	Tally tally();

	/**
	 * Return the last failure that was counted.
	 * @return its kind, {@code null} if there was none
	 */
	@Nullable FailureKind reason();

	/**
	 * One in which calls pass.
	 */
	sealed interface Passing extends Phase permits Closed, HalfOpen {

		Window window();

		/**
		 * Return how often probing has failed since the circuit was closed.
		 * @return the number of failed probes
		 */
		int failedProbes();

		@Override
		default @Nullable Instant until() {
			return null;
		}

		@Override
		default Tally tally() {
			return window().tally();
		}

	}

}
