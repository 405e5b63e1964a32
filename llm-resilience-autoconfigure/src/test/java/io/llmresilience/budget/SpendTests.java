package io.llmresilience.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Spend}. A window of ten minutes has slices of ten seconds.
 */
class SpendTests {

	private static final long WINDOW = 600_000;

	private static final long SLICE = 10_000;

	private final Spend sliding = new Spend.Sliding(WINDOW);

	@ParameterizedTest
	@CsvSource({ "0, 5", "600000, 5", "609999, 5", "610000, 0", "99999999, 0" })
	void spendingShouldCountUntilItsSliceIsOutOfTheWindow(long now, long expected) {
		this.sliding.add(5, 3000);
		assertThat(this.sliding.total(now)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "8, 610000", "7, 650000", "5, 650000", "3, 650000", "2, 660000", "0, 660000" })
	void shouldKnowWhenOnlySoMuchCounts(long amount, long expected) {
		this.sliding.add(1, 0);
		this.sliding.add(3, 45_000);
		this.sliding.add(2, 49_000);
		this.sliding.add(3, 50_000);
		assertThat(this.sliding.downTo(amount, 60_000)).isEqualTo(expected);
		assertThat(this.sliding.total(expected)).isLessThanOrEqualTo(amount);
	}

	@Test
	void whenLittleCountsShouldSayNow() {
		this.sliding.add(1, 0);
		assertThat(this.sliding.downTo(1, 5)).isEqualTo(5);
	}

	@Test
	void whenTheClockIsPutBackShouldForgetNothing() {
		this.sliding.add(5, 1_000_000);
		this.sliding.add(2, 5000);
		assertThat(this.sliding.total(5000)).isEqualTo(7);
		assertThat(this.sliding.total(1_600_000)).isEqualTo(7);
		assertThat(this.sliding.total(1_610_000)).isZero();
	}

	@Test
	void sumShouldNeverShrink() {
		Spend sum = new Spend.Sum();
		sum.add(5, 0);
		assertThat(sum.total(Long.MAX_VALUE)).isEqualTo(5);
		assertThat(sum.downTo(4, 0)).isEqualTo(Spend.NEVER);
		assertThat(sum.downTo(5, 7)).isEqualTo(7);
	}

	@Test
	void whenMoreIsSpentThanTheBooksCanHoldShouldStayAtTheMost() {
		Spend sum = new Spend.Sum();
		sum.add(Long.MAX_VALUE, 0);
		sum.add(1, 0);
		assertThat(sum.total(0)).isEqualTo(Long.MAX_VALUE);
	}

	/**
	 * Against a list of everything that was spent: never less than the window holds, and
	 * never more than it held two slices before.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void shouldErrOnTheSafeSideOnly(long seed) {
		Random random = new Random(seed);
		List<long[]> all = new ArrayList<>();
		long now = random.nextInt(1_000_000_000);
		for (int i = 0; i < 5000; i++) {
			now += (random.nextInt(50) == 0) ? random.nextInt(2_000_000) : random.nextInt(5000);
			long amount = random.nextInt(1000);
			this.sliding.add(amount, now);
			all.add(new long[] { now, amount });
			assertThat(this.sliding.total(now)).as("seed %s, step %s", seed, i)
				.isBetween(since(all, now - WINDOW), since(all, now - WINDOW - 2 * SLICE));
		}
	}

	private static long since(List<long[]> all, long start) {
		long sum = 0;
		for (int i = all.size() - 1; i >= 0 && all.get(i)[0] > start; i--) {
			sum += all.get(i)[1];
		}
		return sum;
	}

}
