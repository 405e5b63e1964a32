package io.llmresilience.history;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LongestFit}.
 */
class LongestFitTests {

	private final AtomicInteger counts = new AtomicInteger();

	@ParameterizedTest
	@CsvSource({ "1, 100", "100, 100", "90, 100", "400, 100", "100000, 100", "0, 100", "4000, 4000", "1, 4000" })
	void whateverTheGuessShouldFindTheLongest(int guess, int limit) {
		LongestFit fit = new LongestFit((length) -> length / 4, 0, limit, 1_000_000).narrow(guess);
		assertThat(fit.longest(all(1_000_000))).isEqualTo(4 * limit + 3);
	}

	@Test
	void whenGuessIsGoodShouldCountTwice() {
		new LongestFit(this::quarter, 0, 1000, 16_000).narrow(3950);
		assertThat(this.counts).hasValue(2);
	}

	@Test
	void whenGuessIsBadShouldStillCountAFewTimes() {
		new LongestFit(this::quarter, 0, 1000, 16_000).narrow(1);
		assertThat(this.counts).hasValueLessThan(8);
	}

	@Test
	void whenLongerOnesCountLessShouldAnswerWhatFits() {
		LongestFit fit = new LongestFit((length) -> (length % 2 == 0) ? length : length + 5, 0, 100, 1000).narrow(100);
		BitSet odd = new BitSet();
		odd.set(95);
		odd.set(99);
		assertThat(fit.longest(odd)).isEqualTo(95);
	}

	@Test
	void whenNothingFitsShouldAnswerZero() {
		LongestFit fit = new LongestFit((length) -> 10 + length, 10, 10, 1000).narrow(1);
		assertThat(fit.longest(all(1000))).isZero();
	}

	@Test
	void whenAllFitsShouldAnswerTheMost() {
		assertThat(new LongestFit((length) -> length, 0, 100, 30).narrow(100).longest(all(30))).isEqualTo(30);
	}

	private long quarter(int length) {
		this.counts.incrementAndGet();
		return length / 4;
	}

	private static BitSet all(int most) {
		BitSet lengths = new BitSet();
		lengths.set(1, most + 1);
		return lengths;
	}

}
