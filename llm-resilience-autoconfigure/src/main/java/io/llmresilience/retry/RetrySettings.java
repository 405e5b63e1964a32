package io.llmresilience.retry;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * Whether and when a failed attempt is tried again. Durations without a unit are seconds.
 *
 * @param maxAttempts Attempts that a call may make on one route, the first one included.
 * @param initialInterval Longest wait before the second attempt when the provider gives
 * no hint.
 * @param multiplier Factor by which the wait grows with every further attempt.
 * @param maxInterval Longest wait between two attempts when the provider gives no hint.
 * @param maxServerWait Longest wait that a provider may ask for. A longer hint ends the
 * attempts.
 * @param quota Allowance for retries that keeps an outage from multiplying traffic.
 */
public record RetrySettings(@DefaultValue("5") int maxAttempts,
		@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration initialInterval,
		@DefaultValue("2") double multiplier,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration maxInterval,
		@DefaultValue("120s") @DurationUnit(ChronoUnit.SECONDS) Duration maxServerWait, @DefaultValue Quota quota) {

	public RetrySettings {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("'llm.resilience.retry.max-attempts' must be at least 1, but is "
					+ maxAttempts + "; 1 means no retry");
		}
		if (!(multiplier >= 1 && multiplier <= 100)) {
			throw new IllegalArgumentException(
					"'llm.resilience.retry.multiplier' must be between 1 and 100, but is " + multiplier);
		}
		positive(initialInterval, "initial-interval");
		positive(maxInterval, "max-interval");
		positive(maxServerWait, "max-server-wait");
		if (maxInterval.compareTo(initialInterval) < 0) {
			throw new IllegalArgumentException("'llm.resilience.retry.max-interval' must not be shorter than "
					+ "'llm.resilience.retry.initial-interval', but is " + maxInterval + " against " + initialInterval);
		}
	}

	private static void positive(Duration value, String name) {
		if (value.isZero() || value.isNegative()) {
			throw new IllegalArgumentException("'llm.resilience.retry." + name + "' must be positive, but is " + value
					+ "; give a duration such as 1s");
		}
	}

	/**
	 * An allowance that every provider's retries share: a retry takes from it, a success
	 * puts back.
	 *
	 * @param capacity Size of the allowance that a provider's retries share.
	 * @param retryCost Part of the allowance that one retry takes.
	 */
	public record Quota(@DefaultValue("500") int capacity, @DefaultValue("5") int retryCost) {

		public Quota {
			if (capacity < 0) {
				throw new IllegalArgumentException(
						"'llm.resilience.retry.quota.capacity' must not be negative, but is " + capacity);
			}
			if (retryCost < 1) {
				throw new IllegalArgumentException(
						"'llm.resilience.retry.quota.retry-cost' must be at least 1, but is " + retryCost);
			}
		}

	}

}
