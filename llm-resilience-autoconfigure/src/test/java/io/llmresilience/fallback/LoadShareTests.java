package io.llmresilience.fallback;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link LoadShare}.
 */
class LoadShareTests {

	private static final int CALLS = 20_000;

	@Test
	void everyMemberShouldBeInTheOrderOnce() {
		for (long seed = 1; seed <= 200; seed++) {
			Random random = new Random(seed);
			List<LoadShare> members = new ArrayList<>();
			List<Integer> indexes = new ArrayList<>();
			for (int i = 0; i <= random.nextInt(8); i++) {
				members.add(new LoadShare(1 + random.nextInt(1000), random.nextInt(100)));
				indexes.add(i);
			}
			assertThat(LoadShare.order(members, random)).as("seed %s", seed)
				.containsExactlyInAnyOrderElementsOf(indexes);
		}
	}

	@Test
	void ofNoMembersShouldMakeNoOrder() {
		assertThat(LoadShare.order(List.of(), new Random(1))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "3, 1", "1, 9", "1000, 1", "7, 5" })
	void oneCallAfterTheOtherShouldBeSharedByWeight(int a, int b) {
		assertShares(new int[] { a, b }, 1, 0.02);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 5, 10, 30, 100 })
	void callsAtTheSameTimeShouldBeSharedByWeight(int inFlight) {
		double tolerance = (inFlight < 10) ? 0.1 : 0.03;
		assertShares(new int[] { 3, 1 }, inFlight, tolerance);
		assertShares(new int[] { 5, 3, 2 }, inFlight, tolerance);
	}

	/**
	 * All calls take the same time, so that they end in the order in which they began.
	 */
	private static void assertShares(int[] weights, int inFlight, double tolerance) {
		Random random = new Random(5);
		int[] calls = new int[weights.length];
		int[] load = new int[weights.length];
		Deque<Integer> running = new ArrayDeque<>();
		for (int i = 0; i < CALLS; i++) {
			int chosen = LoadShare.order(members(weights, load), random).get(0);
			calls[chosen]++;
			load[chosen]++;
			running.add(chosen);
			if (running.size() >= inFlight) {
				load[running.remove()]--;
			}
		}
		double sum = 0;
		for (int weight : weights) {
			sum += weight;
		}
		for (int i = 0; i < weights.length; i++) {
			assertThat((double) calls[i] / CALLS).as("member %s at %s in flight", i, inFlight)
				.isCloseTo(weights[i] / sum, within(tolerance));
		}
	}

	@Test
	void amongEqualsTheOneWithFewerCallsShouldComeFirst() {
		Random random = new Random(3);
		for (int i = 0; i < 1000; i++) {
			assertThat(LoadShare.order(members(new int[] { 1, 1 }, new int[] { 5, 4 }), random)).containsExactly(1, 0);
		}
	}

	@Test
	void whenAMemberHangsShouldGetNoMoreThanItsPartOfTheCallsInFlight() {
		int[] load = new int[2];
		Random random = new Random(9);
		for (int i = 0; i < 1000; i++) {
			int chosen = LoadShare.order(members(new int[] { 9, 1 }, load), random).get(0);
			if (chosen == 0) {
				load[0]++;
			}
		}
		assertThat(load[0]).isLessThanOrEqualTo(9);
	}

	private static List<LoadShare> members(int[] weights, int[] load) {
		List<LoadShare> members = new ArrayList<>();
		for (int i = 0; i < weights.length; i++) {
			members.add(new LoadShare(weights[i], load[i]));
		}
		return members;
	}

}
