package io.llmresilience.circuitbreaker;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link OpenTime}, {@link SlowStart}, {@link ProviderTime} and {@link Tally}.
 */
class NumbersTests {

	@ParameterizedTest
	@CsvSource({ "0, 5000", "1, 5000", "3, 5000", "4, 10000", "5, 20000", "6, 40000", "7, 60000", "8, 60000",
			"5000, 60000" })
	void openTimeShouldGrowFromTheFourthFailedProbeOn(int failedProbes, long longest) {
		OpenTime time = new OpenTime(Duration.ofSeconds(5), Duration.ofSeconds(60));
		assertThat(time.nanos(failedProbes, 1)).isEqualTo(Duration.ofMillis(longest).toNanos());
		assertThat(time.nanos(failedProbes, 0)).isEqualTo(Duration.ofMillis(longest * 3 / 4).toNanos());
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.25", "1000, 0.4", "2500, 0.625", "4999, 0.99985", "5000, 1", "999999, 1" })
	void slowStartShouldGrowFromAQuarterToAll(long millis, double share) {
		SlowStart start = SlowStart.after(Duration.ofSeconds(5));
		assertThat(start.share(Duration.ofMillis(millis).toNanos())).isCloseTo(share, within(1e-9));
	}

	@ParameterizedTest
	@CsvSource({ "100, 200", "2500, 5000", "5000, 5000", "60000, 5000" })
	void slowStartShouldTakeTwiceTheOpenTimeButAFewSecondsAtMost(long openFor, long length) {
		assertThat(SlowStart.after(Duration.ofMillis(openFor)).length()).isEqualTo(Duration.ofMillis(length).toNanos());
	}

	@Test
	void withoutSlowStartAllCallsShouldPass() {
		assertThat(SlowStart.NONE.share(0)).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "28000, 0, false, false", "28500, 0, false, true", "30000, 0, false, true",
			"80000, 18900, true, false", "21000, 19000, true, true", "80000, 0, true, false", "85500, 0, true, true",
			"85500, 0, false, true" })
	void silenceShouldCountFromTheRoutesOwnLimitsOn(long sinceStart, long sinceContent, boolean content,
			boolean expected) {
		assertThat(Circuit.TIME.wasGiven(Duration.ofMillis(sinceStart).toNanos(),
				Duration.ofMillis(sinceContent).toNanos(), content))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "10, 6, 0, 6 of the last 10 calls failed", "10, 1, 9, 9 of the last 10 calls were slow",
			"10, 8, 8, 8 of the last 10 calls failed" })
	void tallyShouldNameWhatIsWorse(int calls, int failed, int slow, String words) {
		assertThat(new Tally(calls, failed, slow)).hasToString(words);
	}

	@Test
	void withoutCallsRatesShouldBeZero() {
		assertThat(Tally.EMPTY.failureRate()).isZero();
		assertThat(Tally.EMPTY.slowCallRate()).isZero();
	}

}
