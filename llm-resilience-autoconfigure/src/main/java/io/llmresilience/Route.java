package io.llmresilience;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One provider plus one model, already wrapped in its own filters.
 */
public interface Route extends ChatExchange {

	/**
	 * Return the route's name.
	 * @return {@code provider/model}, split at the first slash
	 */
	String name();

	/**
	 * Return whether the route can be expected to answer now. Costs nothing and promises
	 * nothing.
	 * @return how the route stands
	 */
	default Availability availability() {
		return Availability.READY;
	}

	/**
	 * How a route stands.
	 *
	 * @param state the state
	 * @param until when that ends, {@code null} if nobody knows or nothing ends
	 * @param reason the failure that led to it, {@code null} if there was none
	 */
	record Availability(State state, @Nullable Instant until, @Nullable FailureKind reason) {

		/**
		 * Ready for calls.
		 */
		public static final Availability READY = new Availability(State.READY, null, null);

		public Availability {
			Objects.requireNonNull(state, "'state' must not be null");
		}

	}

	/**
	 * Whether calls go to a route.
	 */
	enum State {

		/**
		 * They do.
		 */
		READY,

		/**
		 * They rather do not for a while: the provider refused one.
		 */
		COOLING,

		/**
		 * They do not: too many have failed, and no further probe is wanted at present.
		 */
		CIRCUIT_OPEN,

		/**
		 * They do not: somebody has paused it by hand.
		 */
		PAUSED

	}

}
