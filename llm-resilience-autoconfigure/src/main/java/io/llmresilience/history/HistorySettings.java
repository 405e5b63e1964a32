package io.llmresilience.history;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How conversations are made to fit a model's context window.
 *
 * @param strategy What happens to a conversation that does not fit.
 * @param keepLast Newest turns that are never left out as long as they fit by themselves.
 * @param keepShare Share of the window that the newest turns may take once older ones
 * have to be left out. All of it, unless older turns are summarized.
 */
public record HistorySettings(@DefaultValue("sliding-window") Strategy strategy, @DefaultValue("1") int keepLast,
		@Nullable Double keepShare) {

	public HistorySettings {
		Objects.requireNonNull(strategy, "'strategy' must not be null");
		if (keepLast < 1) {
			throw new IllegalArgumentException("'llm.resilience.history.keep-last' must be at least 1, but is "
					+ keepLast + "; the newest turn is always sent");
		}
		if (keepShare != null && !(keepShare > 0 && keepShare <= 1)) {
			throw new IllegalArgumentException(
					"'llm.resilience.history.keep-share' must be above 0 and at most 1, but is " + keepShare);
		}
	}

	/**
	 * What happens to a conversation that does not fit.
	 */
	public enum Strategy {

		/**
		 * It is sent as it is, and the provider refuses it.
		 */
		NONE,

		/**
		 * The system messages and the newest turns that fit are sent.
		 */
		SLIDING_WINDOW,

		/**
		 * Another model summarizes the turns that are left out. Needs a summary.route.
		 */
		SUMMARIZE

	}

}
