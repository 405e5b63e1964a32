package io.llmresilience.history;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * How conversations are made to fit a model's context window.
 *
 * @param strategy What happens to a conversation that does not fit.
 * @param keepLast Newest turns that are never left out as long as they fit by themselves.
 * @param keepShare Share of the window that the newest turns may take once older ones
 * have to be left out. All of it, or half of it if older turns are summarized.
 * @param summary How older turns are summarized.
 */
public record HistorySettings(@DefaultValue("sliding-window") Strategy strategy, @DefaultValue("1") int keepLast,
		@Nullable Double keepShare, @DefaultValue Summary summary) {

	/** Leaves enough to be summarized at once that its costs hardly count. */
	private static final double SHARE_BESIDE_A_SUMMARY = 0.5;

	public HistorySettings {
		Objects.requireNonNull(strategy, "'strategy' must not be null");
		Objects.requireNonNull(summary, "'summary' must not be null");
		if (keepLast < 1) {
			throw new IllegalArgumentException("'llm.resilience.history.keep-last' must be at least 1, but is "
					+ keepLast + "; the newest turn is always sent");
		}
		if (keepShare != null && !(keepShare > 0 && keepShare <= 1)) {
			throw new IllegalArgumentException(
					"'llm.resilience.history.keep-share' must be above 0 and at most 1, but is " + keepShare);
		}
	}

	double shareBesideASummary() {
		return (this.keepShare != null) ? this.keepShare : SHARE_BESIDE_A_SUMMARY;
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

	/**
	 * How older turns are summarized.
	 *
	 * @param route Route that summarizes, as provider/model. A cheap one will do; it need
	 * not be one of chat.routes.
	 * @param maxTokens Most tokens that a summary may have.
	 * @param deadlineShare Share of a call's remaining time that it waits for a summary.
	 * @param timeout Time that the making of a summary may take.
	 */
	public record Summary(@Nullable String route, @DefaultValue("512") int maxTokens,
			@DefaultValue("0.3") double deadlineShare,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout) {

		/**
		 * Nothing is summarized.
		 */
		public static final Summary NONE = new Summary(null, 512, 0.3, Duration.ofSeconds(30));

		private static final String PREFIX = "'llm.resilience.history.summary.";

		private static final int LEAST_TOKENS = 16;

		public Summary {
			if (maxTokens < LEAST_TOKENS) {
				throw new IllegalArgumentException(PREFIX + "max-tokens' must be at least " + LEAST_TOKENS + ", but is "
						+ maxTokens + "; a few hundred tokens make a useful summary");
			}
			if (!(deadlineShare > 0 && deadlineShare <= 1)) {
				throw new IllegalArgumentException(PREFIX + "deadline-share' must be above 0 and at most 1, but is "
						+ deadlineShare + "; what is left is for the answer");
			}
			if (timeout.isZero() || timeout.isNegative()) {
				throw new IllegalArgumentException(
						PREFIX + "timeout' must be positive, but is " + timeout + "; give a duration such as 30s");
			}
		}

	}

}
