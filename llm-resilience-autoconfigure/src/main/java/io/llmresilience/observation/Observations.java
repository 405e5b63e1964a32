package io.llmresilience.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Begins observations of one kind: children of what the Reactor context says, or else of
 * what goes on in the subscriber's thread.
 *
 * @param <C> what is known of what is observed
 * @param registry where observations are made
 * @param custom the application's convention, {@code null} if it has none
 * @param convention our own
 */
record Observations<C extends Observation.Context>(ObservationRegistry registry,
		@Nullable ObservationConvention<C> custom, ObservationConvention<C> convention) {

	/**
	 * Micrometer's own key for the present observation. Its constant cannot be named
	 * without a library that is optional.
	 */
	static final String KEY = "micrometer.observation";

	/**
	 * Return whether nobody observes anything.
	 */
	boolean off() {
		return this.registry.isNoop();
	}

	/**
	 * Begin to observe.
	 * @param facts what is known
	 * @param context where a parent may be
	 * @return the observation, which does nothing if this kind is switched off
	 */
	Observation start(C facts, ContextView context) {
		Observation observation = Observation.createNotStarted(this.custom, this.convention, () -> facts,
				this.registry);
		Observation parent = context.getOrDefault(KEY, null);
		return ((parent != null) ? observation.parentObservation(parent) : observation).start();
	}

}
