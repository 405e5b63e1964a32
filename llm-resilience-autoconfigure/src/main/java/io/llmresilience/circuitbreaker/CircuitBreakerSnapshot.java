package io.llmresilience.circuitbreaker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;

/**
 * How the circuit of one route stands at a moment.
 *
 * @param route the route, {@code provider/model}
 * @param state its state
 * @param since since when it is in that state; an open one since it first opened, however
 * often it was tried in vain
 * @param until when that ends by itself, {@code null} if that is not known
 * @param reason the last failure that was counted, {@code null} if there was none
 * @param calls the calls that are looked at: the last ones, the probes, or those that
 * opened the circuit
 * @param failureRate the share of them that failed
 * @param slowCallRate the share of them that were slow
 * @param inFlight calls that have passed and not ended, the probes of a half-open circuit
 * say
 * @param refused calls refused so far
 */
public record CircuitBreakerSnapshot(String route, State state, Instant since, @Nullable Instant until,
		@Nullable FailureKind reason, int calls, double failureRate, double slowCallRate, int inFlight, long refused) {

	CircuitBreakerSnapshot(String route, State state, Instant since, @Nullable Instant until,
			@Nullable FailureKind reason, Tally tally, int inFlight, long refused) {
		this(route, state, since, until, reason, tally.calls(), tally.failureRate(), tally.slowCallRate(), inFlight,
				refused);
	}

	/**
	 * What a circuit does.
	 */
	public enum State {

		/**
		 * It lets calls pass.
		 */
		CLOSED,

		/**
		 * It refuses calls for a while.
		 */
		OPEN,

		/**
		 * It lets a few calls pass to see how they end.
		 */
		HALF_OPEN,

		/**
		 * Somebody has opened it, and somebody has to close it.
		 */
		FORCED_OPEN,

		/**
		 * Somebody has paused the route, and somebody has to resume it. The circuit is
		 * then as it was.
		 */
		PAUSED

	}

}
