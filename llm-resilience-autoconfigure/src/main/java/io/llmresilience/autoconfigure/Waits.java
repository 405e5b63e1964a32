package io.llmresilience.autoconfigure;

import java.time.Duration;

import io.llmresilience.fallback.FallbackSettings;
import io.llmresilience.retry.RetrySettings;

/**
 * How often a call tries and how long it waits at worst, worked out with numbers alone.
 */
final class Waits {

	private final RetrySettings retry;

	private final FallbackSettings fallback;

	private final Duration limiter;

	Waits(LlmResilienceProperties properties) {
		this.retry = properties.retry();
		this.fallback = properties.fallback();
		this.limiter = properties.rateLimit().maxWait();
	}

	/**
	 * Return the most attempts on a route while another one is left.
	 */
	int few() {
		return Math.min(this.fallback.maxAttempts(), this.retry.maxAttempts());
	}

	/**
	 * Return the most attempts on the last route.
	 */
	int many() {
		return this.retry.maxAttempts();
	}

	/**
	 * Return the longest sum of back-offs of a call.
	 * @param routes how many routes it has
	 */
	Duration backOff(int routes) {
		Duration sum = backOffs(many(), this.retry.maxInterval());
		for (int i = 1; i < routes; i++) {
			sum = sum.plus(backOffs(few(), this.fallback.patience()));
		}
		return (routes > 0) ? sum : Duration.ZERO;
	}

	private Duration backOffs(int attempts, Duration longest) {
		Duration sum = Duration.ZERO;
		double millis = this.retry.initialInterval().toMillis();
		double most = Math.min(longest.toMillis(), this.retry.maxInterval().toMillis());
		for (int i = 1; i < attempts; i++) {
			sum = sum.plusMillis((long) Math.min(millis, most));
			millis = Math.min(millis * this.retry.multiplier(), most);
		}
		return sum;
	}

	/**
	 * Return the longest sum of all waits of a call: for a rate limit before each
	 * attempt, and as long as the provider may ask between two.
	 * @param routes how many routes it has
	 */
	Duration all(int routes) {
		if (routes == 0) {
			return Duration.ZERO;
		}
		Duration patient = shorter(this.fallback.patience(), this.limiter);
		Duration few = patient.multipliedBy(few()).plus(this.fallback.patience().multipliedBy(few() - 1));
		Duration hint = longer(this.retry.maxServerWait(), this.retry.maxInterval());
		Duration many = this.limiter.multipliedBy(many()).plus(hint.multipliedBy(many() - 1));
		return few.multipliedBy(routes - 1).plus(many);
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}
