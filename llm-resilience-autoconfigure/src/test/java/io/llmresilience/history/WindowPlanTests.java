package io.llmresilience.history;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WindowPlan}.
 */
class WindowPlanTests {

	@ParameterizedTest
	@CsvSource({ "3 3 3, 9, 0", "3 3 3, 8, 1", "3 3 3, 5, 2", "3 3 3, 2, 2", "9 1, 5, 1", "1 9, 5, 1", "1 9 1, 10, 1",
			"5, 1, 0", "1 1 1, 0, 2", "1 1 1, -5, 2" })
	void shouldKeepTheNewestThatFitAndTheLastAlways(String turns, long limit, int out) {
		assertThat(new WindowPlan(1, 1).leaveOut(tokens(turns), limit)).isEqualTo(out);
	}

	@ParameterizedTest
	@CsvSource({ "10 10 10 10 10, 50, 0", "10 10 10 10 10 10, 50, 3", "10 10 10 10 10 10 10, 50, 3",
			"10 10 10 10 10 10 10 10, 50, 3", "10 10 10 10 10 10 10 10 10, 50, 6", "60 10, 50, 1" })
	void whenLessIsKeptShouldLeaveOutInBatches(String turns, long limit, int out) {
		assertThat(new WindowPlan(1, 0.6).leaveOut(tokens(turns), limit)).isEqualTo(out);
	}

	@ParameterizedTest
	@CsvSource({ "1, 5", "2, 4", "3, 3", "4, 2", "5, 1", "9, 1" })
	void shouldKeepTheLastTurnsThatFitWhateverTheShare(int keepLast, int out) {
		assertThat(new WindowPlan(keepLast, 0.1).leaveOut(tokens("10 10 10 10 10 10"), 50)).isEqualTo(out);
	}

	@Test
	void whatIsLeftOutShouldStayLeftOut() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int round = 0; round < 1000; round++) {
			long[] turns = random.longs(1 + random.nextInt(60), 1, 40).toArray();
			WindowPlan plan = new WindowPlan(1 + random.nextInt(3), 0.2 + random.nextDouble() * 0.8);
			int before = 0;
			for (int length = 1; length <= turns.length; length++) {
				long[] begin = Arrays.copyOf(turns, length);
				int out = plan.leaveOut(begin, 100);
				assertThat(out).as("seed %s, round %s", seed, round).isBetween(before, length - 1);
				assertThat(sum(begin, out)).as("seed %s, round %s", seed, round).isLessThanOrEqualTo(100);
				before = out;
			}
		}
	}

	private static long sum(long[] turns, int from) {
		return Arrays.stream(turns, from, turns.length).sum();
	}

	private static long[] tokens(String turns) {
		return Arrays.stream(turns.split(" ")).mapToLong(Long::parseLong).toArray();
	}

}
