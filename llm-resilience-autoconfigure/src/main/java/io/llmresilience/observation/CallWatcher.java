package io.llmresilience.observation;

import reactor.util.context.ContextView;

import io.llmresilience.ChatCall;

/**
 * Watches every call, for a log, meters or a display. Beans of this type stand outside
 * everything else, the log line and an application's own filters included, since they
 * change nothing; outermost first by {@code @Order}. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface CallWatcher {

	/**
	 * Begin to watch one call.
	 * @param call the call
	 * @param context the subscriber's context
	 * @return who watches it, {@link CallWatch#NONE} for nobody
	 */
	CallWatch watch(ChatCall call, ContextView context);

	/**
	 * How a call or an attempt ended.
	 */
	enum Outcome {

		/**
		 * With an answer.
		 */
		ANSWERED("llm.call.answered"),

		/**
		 * With a failure.
		 */
		FAILED("llm.call.failed"),

		/**
		 * Nobody waited for its end.
		 */
		CANCELLED("llm.call.cancelled");

		private final String event;

		Outcome(String event) {
			this.event = event;
		}

		/**
		 * Return how the log line of such a call names it.
		 */
		String event() {
			return this.event;
		}

	}

}
