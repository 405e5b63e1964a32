package io.llmresilience.observation;

import reactor.util.context.Context;

import io.llmresilience.ChatEvent;

/**
 * Sees what becomes of one call or attempt: each event, and exactly one of the three ways
 * to end, always before it is passed on.
 */
interface Watch {

	/**
	 * Sees nothing.
	 */
	Watch NONE = new Watch() {
	};

	/**
	 * Return the context for what is being watched.
	 * @param context the subscriber's context
	 * @return that context, or one with more in it
	 */
	default Context within(Context context) {
		return context;
	}

	default void event(ChatEvent event) {
	}

	default void answered(ChatEvent.Completed completed) {
	}

	default void failed(Throwable failure) {
	}

	default void cancelled() {
	}

}
