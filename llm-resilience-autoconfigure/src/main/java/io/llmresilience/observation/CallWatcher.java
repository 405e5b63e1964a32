package io.llmresilience.observation;

import io.llmresilience.ChatFilter;

/**
 * A {@link ChatFilter} that stands outside all others, the log line and an application's
 * own filters included, since it only watches. Outermost first by {@code @Order}.
 */
@FunctionalInterface
public interface CallWatcher extends ChatFilter {

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
