package io.llmresilience.wire;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds times against the limits that were promised: not before, and after by at most a
 * tenth of the limit and 50 ms for handing over between threads. A busy machine is late
 * at times, broken code always; so only the third late measurement in a row fails.
 */
final class Punctuality {

	private static final Duration SLACK = Duration.ofMillis(50);

	private static final int TRIES = 3;

	private Punctuality() {
	}

	/**
	 * Measure until the measurement is on time.
	 * @param measurement calls one of the assertions of this class; its other assertions
	 * fail at once
	 */
	static void measure(Runnable measurement) {
		for (int i = 1; i < TRIES; i++) {
			try {
				measurement.run();
				return;
			}
			catch (LateError ex) {
				continue;
			}
		}
		measurement.run();
	}

	static void assertEndsAt(Duration time, Duration limit) {
		assertEndsBetween(time, limit, limit);
	}

	static void assertEndsBetween(Duration time, Duration earliest, Duration limit) {
		assertThat(time).isGreaterThanOrEqualTo(earliest);
		assertEndsBy(time, limit);
	}

	static void assertEndsBy(Duration time, Duration limit) {
		if (time.compareTo(limit.plus(limit.dividedBy(10)).plus(SLACK)) > 0) {
			throw new LateError("Expected the end after %s at the latest but it came after %s".formatted(limit, time));
		}
	}

	/**
	 * A promise of time that was not kept.
	 */
	private static final class LateError extends AssertionError {

		LateError(String message) {
			super(message);
		}

	}

}
