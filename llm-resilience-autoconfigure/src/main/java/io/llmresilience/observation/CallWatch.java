package io.llmresilience.observation;

import reactor.util.context.Context;

import io.llmresilience.ChatEvent;

/**
 * Sees what becomes of one call or attempt: each event, and exactly one of the three ways
 * to end, always before it is passed on. Signals come one after the other, on whatever
 * threads the call has, except that {@link #cancelled()} may come while another is being
 * seen. Must not block. What it throws ends the watch and is logged, and the call goes
 * on.
 *
 * @see CallWatcher
 */
public interface CallWatch {

	/**
	 * Sees nothing.
	 */
	CallWatch NONE = new CallWatch() {
	};

	/**
	 * Return the context for what is being watched.
	 * @param context the subscriber's context
	 * @return that context, or one with more in it
	 */
	default Context within(Context context) {
		return context;
	}

	/**
	 * See an event of a call that goes on: content, which must not be kept, or a note of
	 * what the filters did.
	 * @param event the event
	 */
	default void event(ChatEvent event) {
	}

	/**
	 * See that there is an answer.
	 * @param completed the answer, with the notes that have not been events
	 */
	default void answered(ChatEvent.Completed completed) {
	}

	/**
	 * See that there is none.
	 * @param failure what the caller gets
	 */
	default void failed(Throwable failure) {
	}

	/**
	 * See that nobody waits any longer.
	 */
	default void cancelled() {
	}

}
