package io.llmresilience.test;

import java.time.Duration;

/**
 * Rejects arguments that make no sense, with a message that says which would.
 */
final class Check {

	private Check() {
	}

	static int notNegative(String name, int value) {
		return inRange(name, value, 0, Integer.MAX_VALUE);
	}

	static int positive(String name, int value) {
		return inRange(name, value, 1, Integer.MAX_VALUE);
	}

	static int inRange(String name, int value, int from, int to) {
		if (value < from || value > to) {
			throw new IllegalArgumentException(
					"'%s' was %d but must be from %d to %d".formatted(name, value, from, to));
		}
		return value;
	}

	static Duration notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("'%s' was %s but must be zero or longer".formatted(name, value));
		}
		return value;
	}

	static Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'%s' was %s but must be longer than zero".formatted(name, value));
		}
		return value;
	}

}
