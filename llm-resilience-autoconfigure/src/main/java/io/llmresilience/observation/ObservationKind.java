package io.llmresilience.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Begins observations of one kind, that of calls or that of attempts: children of what
 * the Reactor context says, or else of what goes on in the subscriber's thread.
 *
 * @param <C> what is known of what is observed
 * @param registry where observations are made
 * @param custom the application's convention, {@code null} if it has none
 * @param convention our own
 */
record ObservationKind<C extends Observation.Context>(ObservationRegistry registry,
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
		Observation parent = context.getOrDefault(KEY, null);
		if (parent != null) {
			facts.setParentObservation(parent);
		}
		return Observation.createNotStarted(this.custom, this.convention, () -> facts, this.registry).start();
	}

	/**
	 * Return what takes the place of an observation that is switched off: what goes on in
	 * the subscriber's thread stays the parent of all that the call leads to, also on
	 * other threads.
	 * @param context where a parent may be
	 * @return a watch that sees nothing
	 */
	CallWatch unobserved(ContextView context) {
		Observation present = this.registry.getCurrentObservation();
		if (present == null || context.hasKey(KEY)) {
			return CallWatch.NONE;
		}
		return new CallWatch() {

			@Override
			public Context within(Context context) {
				return context.put(KEY, present);
			}

		};
	}

}
