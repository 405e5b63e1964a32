package io.llmresilience.circuitbreaker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * When a route is left alone because its calls keep failing, and when it is tried again.
 * Durations without a unit are seconds.
 *
 * @param failureRate Share of failed calls from which on a circuit opens.
 * @param slowCall Time to the first content above which a call is slow, to the answer if
 * it is not streamed.
 * @param slowCallRate Share of slow calls from which on a circuit opens.
 * @param minimumCalls Calls that must have ended before a circuit can open.
 * @param window Number of last calls that are looked at.
 * @param openFor Longest time that a circuit stays open before the route is tried again.
 * @param maxOpenFor Longest time that a circuit stays open after many failed tries. From
 * the fourth in a row on, each doubles the time.
 * @param halfOpenCalls Calls that try a route before its circuit closes.
 */
public record CircuitBreakerSettings(@DefaultValue("0.6") double failureRate,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration slowCall,
		@DefaultValue("0.8") double slowCallRate, @DefaultValue("10") int minimumCalls, @DefaultValue("20") int window,
		@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration openFor,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration maxOpenFor,
		@DefaultValue("2") int halfOpenCalls) {

	private static final String PREFIX = "'llm.resilience.circuit-breaker.";

	private static final double LOWEST_RATE = 0.01;

	private static final int SMALLEST_WINDOW = 2;

	private static final int LARGEST_WINDOW = 10_000;

	public CircuitBreakerSettings {
		rate(failureRate, "failure-rate");
		positive(slowCall, "slow-call");
		rate(slowCallRate, "slow-call-rate");
		between(SMALLEST_WINDOW, LARGEST_WINDOW, window, "window");
		between(1, LARGEST_WINDOW, minimumCalls, "minimum-calls");
		if (minimumCalls > window) {
			throw new IllegalArgumentException(PREFIX + "minimum-calls' must not be above " + PREFIX
					+ "window', but is " + minimumCalls + " against " + window + "; lower it or widen the window");
		}
		positive(openFor, "open-for");
		if (maxOpenFor.compareTo(openFor) < 0) {
			throw new IllegalArgumentException(
					PREFIX + "max-open-for' must not be shorter than " + PREFIX + "open-for', but is " + maxOpenFor
							+ " against " + openFor + "; set both to the same for no growth");
		}
		between(1, LARGEST_WINDOW, halfOpenCalls, "half-open-calls");
	}

	private static void rate(double value, String name) {
		if (!(value >= LOWEST_RATE && value <= 1)) {
			throw new IllegalArgumentException(PREFIX + name + "' must be between " + LOWEST_RATE + " and 1, but is "
					+ value + "; give a share such as 0.6");
		}
	}

	private static void positive(Duration value, String name) {
		if (value.isZero() || value.isNegative()) {
			throw new IllegalArgumentException(
					PREFIX + name + "' must be positive, but is " + value + "; give a duration such as 5s");
		}
	}

	private static void between(int least, int most, int value, String name) {
		if (value < least || value > most) {
			throw new IllegalArgumentException(PREFIX + name + "' must be between " + least + " and " + most
					+ ", but is " + value + "; give a number of calls such as 10");
		}
	}

}
