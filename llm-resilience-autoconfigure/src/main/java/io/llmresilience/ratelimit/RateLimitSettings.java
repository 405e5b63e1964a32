package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * How calls wait for rate limits. Durations without a unit are seconds.
 *
 * @param maxWait Longest wait of a call for its rate limit. A call that would wait longer
 * is refused at once.
 * @param maxQueue Calls of one route that may wait at the same time.
 * @param burst Time whose quota may be used at once after a quiet period. Keep it below
 * what the provider allows.
 * @param learn Whether limits that are not configured are learnt from the provider's
 * answers, and known ones corrected.
 * @param mode Whether limits are enforced, or only counted what they would have done.
 */
public record RateLimitSettings(@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
		@DefaultValue("1000") int maxQueue, @DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration burst,
		@DefaultValue("true") boolean learn, @DefaultValue("enforce") Mode mode) {

	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private static final Duration LONGEST_BURST = Duration.ofMinutes(1);

	public RateLimitSettings {
		if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
			throw new IllegalArgumentException(
					"'llm.resilience.rate-limit.max-wait' must be between 0s and 24h, but is " + maxWait
							+ "; 0s means that no call waits");
		}
		if (maxQueue < 0) {
			throw new IllegalArgumentException(
					"'llm.resilience.rate-limit.max-queue' must not be negative, but is " + maxQueue);
		}
		if (burst.isNegative() || burst.compareTo(LONGEST_BURST) > 0) {
			throw new IllegalArgumentException("'llm.resilience.rate-limit.burst' must be between 0s and 60s, but is "
					+ burst + "; providers count by the minute");
		}
	}

	/**
	 * What a limit does.
	 */
	public enum Mode {

		/**
		 * Calls wait or are refused.
		 */
		ENFORCE,

		/**
		 * Calls pass, and it is counted what would have happened to them.
		 */
		OBSERVE

	}

}
