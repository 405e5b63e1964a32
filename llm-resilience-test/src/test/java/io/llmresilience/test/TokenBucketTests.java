package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTests {

	private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void shouldStartFull() {
		TokenBucket bucket = TokenBucket.full(600, MINUTE, START);
		assertThat(bucket.remaining()).isEqualTo(600);
		assertThat(bucket.untilFull()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "100, 1", "1000, 10", "30000, 300", "60000, 600", "90000, 600" })
	void shouldRefillContinuouslyUpToItsCapacity(long millis, long remaining) {
		TokenBucket empty = TokenBucket.full(600, MINUTE, START).take(600);
		assertThat(empty.refilled(START.plusMillis(millis)).remaining()).isEqualTo(remaining);
	}

	@Test
	void whenPolledOftenShouldLoseNoFractions() {
		TokenBucket bucket = TokenBucket.full(600, MINUTE, START).take(600);
		for (int i = 1; i <= 10_000; i++) {
			bucket = bucket.refilled(START.plusMillis(i));
		}
		assertThat(bucket.remaining()).isEqualTo(100);
	}

	@Test
	void burstShouldSizeTheBucketAndNotTheRate() {
		TokenBucket bucket = TokenBucket.full(600, Duration.ofSeconds(2), START);
		assertThat(bucket.remaining()).isEqualTo(20);
		assertThat(bucket.couldEverHave(20)).isTrue();
		assertThat(bucket.couldEverHave(21)).isFalse();
		assertThat(bucket.take(20).refilled(START.plusSeconds(1)).remaining()).isEqualTo(10);
	}

	@Test
	void whenQuotaOfBurstIsBelowOneShouldStillHoldOne() {
		assertThat(TokenBucket.full(6, Duration.ofSeconds(1), START).has(1)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "600, 10, PT1S", "600, 600, PT1M", "590, 10, PT0S", "650, 10, PT6S" })
	void shouldTellTheWait(int taken, int wanted, Duration wait) {
		assertThat(TokenBucket.full(600, MINUTE, START).take(taken).untilHas(wanted)).isEqualTo(wait);
	}

	@Test
	void afterTheWaitShouldHaveEnough() {
		TokenBucket bucket = TokenBucket.full(7, MINUTE, START).take(7);
		Instant then = START.plus(bucket.untilHas(3));
		assertThat(bucket.refilled(then).has(3)).isTrue();
		assertThat(bucket.refilled(then.minusMillis(1)).has(3)).isFalse();
	}

	@Test
	void whenTimeRunsBackwardsShouldStayAsItIs() {
		TokenBucket bucket = TokenBucket.full(600, MINUTE, START).take(10);
		assertThat(bucket.refilled(START.minusSeconds(5))).isEqualTo(bucket);
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, 0s", "PT0.012S, 12ms", "PT1S, 1s", "PT8.64S, 8.64s", "PT1M26.4S, 1m26.4s", "PT6M, 6m0s",
			"PT1H3S, 1h0m3s", "PT1H2M3S, 1h2m3s", "PT0.0000001S, 1ms", "PT0.9999S, 1s" })
	void durationsShouldBeWrittenInGoFormat(Duration duration, String text) {
		assertThat(GoDuration.format(duration)).isEqualTo(text);
	}

}
