package io.llmresilience.ratelimit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Bucket}. Its limit is 600 a minute, so 10 a second, with a burst of 5
 * seconds, unless said otherwise; times are milliseconds.
 */
class BucketTests {

	private static final Limit LIMIT = limit(600);

	private final Bucket full = Bucket.full(LIMIT, 0);

	@ParameterizedTest
	@CsvSource({
			// used, units, ahead, wait
			"0, 1, 0, 0", "0, 50, 0, 0", "0, 51, 0, 0", "0, 600, 0, 0", "49, 1, 0, 0", "50, 1, 0, 100",
			"50, 10, 0, 1000", "40, 10, 0, 0", "40, 10, 1, 100", "1, 51, 0, 100", "50, 51, 0, 5000", "70, 1, 0, 2100",
			"0, 1, 60, 1100", "50, 0, 0, 0" })
	void waitsUntilDemandFits(int used, int units, int ahead, int wait) {
		assertThat(this.full.take(used, 0).waitFor(units, ahead, 0)).isEqualTo(millis(wait));
	}

	@ParameterizedTest
	@CsvSource({
			// per minute, units, cost in nanoseconds
			"60, 1, 1000000000", "7, 1, 8614285714", "7, 7, 60300000000", "5, 1, 12060000000", "1000000, 7, 420000",
			"180000000, 180000000, 60000000000", "1000000000000, 1, 1" })
	void costsAreRoundedUp(long perMinute, long units, long cost) {
		assertThat(limit(perMinute).cost(units)).isEqualTo(cost);
	}

	@Test
	void whenOneUnitCostsMoreThanTheBurstShouldGoOneByOne() {
		Bucket bucket = Bucket.full(limit(5), 0);
		assertThat(bucket.waitFor(1, 0, 0)).isZero();
		assertThat(bucket.take(1, 0).waitFor(1, 0, 0)).isEqualTo(millis(12_060));
		assertThat(bucket.take(1, 0).waitFor(1, 0, millis(12_060))).isZero();
	}

	@Test
	void whenLessWasUsedShouldReturnTheDifference() {
		Bucket bucket = this.full.take(50, 0).settle(50, 30, 0, millis(10));
		assertThat(bucket).isEqualTo(this.full.take(30, 0));
	}

	@Test
	void whenMoreWasUsedShouldOweIt() {
		Bucket bucket = this.full.take(10, 0).settle(10, 110, 0, 0);
		assertThat(bucket.available(0)).isEqualTo(-60);
		assertThat(bucket.waitFor(1, 0, 0)).isEqualTo(millis(6_100));
	}

	@Test
	void whenBucketWasFullInBetweenShouldNotReturnWhatHasBeenRefilled() {
		Bucket bucket = this.full.take(50, 0).take(50, millis(9_000));
		assertThat(bucket.settle(50, 0, 0, millis(9_000))).isEqualTo(bucket);
	}

	@Test
	void whenLimitGrowsShouldKeepTheDebt() {
		Bucket bucket = this.full.take(110, 0).withLimit(limit(1200), 0);
		assertThat(bucket.available(0)).isEqualTo(-10);
		assertThat(bucket.waitFor(1, 0, 0)).isEqualTo(millis(550));
	}

	@Test
	void whenLimitIsTakenAwayShouldLetEverythingGo() {
		assertThat(this.full.take(600, 0).withLimit(Limit.NONE, 0).waitFor(600, 0, 0)).isZero();
	}

	@Test
	void whenEmptiedShouldGoOnPaced() {
		Bucket bucket = this.full.leave(0, millis(3_000));
		assertThat(bucket.waitFor(1, 0, 0)).isEqualTo(millis(3_100));
		assertThat(bucket.waitFor(10, 0, 0)).isEqualTo(millis(4_000));
	}

	@ParameterizedTest
	@CsvSource({
			// remaining, available
			"600, 50", "50, 50", "20, 20", "0, 0", "-7, 0" })
	void whenLearntShouldHaveWhatTheProviderLeft(long remaining, long available) {
		assertThat(Bucket.learnt(LIMIT, remaining, millis(1_000)).available(millis(1_000))).isEqualTo(available);
	}

	@ParameterizedTest
	@CsvSource({
			// provider's remaining, our books, available afterwards
			"49, 49, 49", "600, 49, 49", "39, 49, 39", "0, 49, 0" })
	void whenProviderHasLessShouldBeCorrected(long remaining, long books, long available) {
		assertThat(this.full.take(1, 0).corrected(remaining, books, 0, 1).available(0)).isEqualTo(available);
	}

	@Test
	void whenAnOvertakenAnswerSaysTheSameShouldNotBeCorrectedTwice() {
		Bucket corrected = this.full.take(1, 0).corrected(39, 49, 0, millis(100));
		assertThat(corrected.corrected(39, 49, millis(50), millis(120))).isEqualTo(corrected);
	}

	@Test
	void whenAnOvertakenAnswerSaysLessShouldCountTheLowest() {
		Bucket corrected = this.full.take(1, 0).corrected(39, 49, 0, millis(100));
		assertThat(corrected.corrected(34, 49, millis(50), millis(100)).available(millis(100))).isEqualTo(35);
	}

	static Limit limit(long perMinute) {
		return new Limit(perMinute, millis(5_000), false);
	}

	static long millis(long millis) {
		return millis * 1_000_000;
	}

}
