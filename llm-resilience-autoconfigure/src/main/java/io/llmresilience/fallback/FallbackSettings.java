package io.llmresilience.fallback;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import io.llmresilience.ChatCall;

/**
 * When a call goes on to another route. Durations without a unit are seconds.
 *
 * @param maxAttempts Attempts that a call may make on one route while another one is
 * left, the first one included.
 * @param patience Longest wait of a call on one route while another one is left.
 * @param reserve Share of the remaining time that is kept for the next route while
 * another one is left.
 * @param coolDown Time for which a provider is left alone after it refused the key, and a
 * route after its model was not found.
 * @param hedgeAfter Time after which the next route is asked too if no content has come.
 * Off unless set.
 * @param hedgeShare Largest share of calls that may ask two routes at once.
 * @param onContextWindow Routes to try after the prompt did not fit a model's context
 * window, in this order. The routes whose window may hold it if empty.
 * @param onContentFiltered Routes to try after a provider's safety rules refused the
 * request, in this order. None if empty.
 */
public record FallbackSettings(@DefaultValue("2") int maxAttempts,
		@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration patience, @DefaultValue("0.3") double reserve,
		@DefaultValue("1m") @DurationUnit(ChronoUnit.SECONDS) Duration coolDown,
		@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration hedgeAfter, @DefaultValue("0.1") double hedgeShare,
		@DefaultValue List<String> onContextWindow, @DefaultValue List<String> onContentFiltered) {

	private static final String PREFIX = "'llm.resilience.fallback.";

	private static final double LARGEST_RESERVE = 0.9;

	public FallbackSettings {
		require(maxAttempts >= 1, "max-attempts' must be at least 1, but is " + maxAttempts
				+ "; 1 means no second attempt while another route is left");
		require(!patience.isNegative(),
				"patience' must not be negative, but is " + patience + "; 0 means no wait while another route is left");
		require(reserve >= 0 && reserve <= LARGEST_RESERVE,
				"reserve' must be between 0 and " + LARGEST_RESERVE + ", but is " + reserve);
		require(isPositive(coolDown),
				"cool-down' must be positive, but is " + coolDown + "; give a duration such as 1m");
		require(hedgeAfter == null || isPositive(hedgeAfter),
				"hedge-after' must be positive, but is " + hedgeAfter + "; leave it out to ask one route at a time");
		require(hedgeShare > 0 && hedgeShare <= 1, "hedge-share' must be above 0 and at most 1, but is " + hedgeShare
				+ "; leave out 'hedge-after' to ask one route at a time");
		onContextWindow = List.copyOf(onContextWindow);
		onContentFiltered = List.copyOf(onContentFiltered);
	}

	private static boolean isPositive(Duration value) {
		return !value.isZero() && !value.isNegative();
	}

	private static void require(boolean valid, String rule) {
		if (!valid) {
			throw new IllegalArgumentException(PREFIX + rule);
		}
	}

	/**
	 * Say what one route may do while another one is left.
	 */
	ChatCall.Hop share(ChatCall call, Instant now) {
		long left = Math.max(0, Duration.between(now, call.deadline()).toMillis());
		return new ChatCall.Hop(this.maxAttempts, this.patience, now.plusMillis((long) (left * (1 - this.reserve))));
	}

}
