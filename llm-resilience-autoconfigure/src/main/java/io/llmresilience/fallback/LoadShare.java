package io.llmresilience.fallback;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Shares calls among the members of a group, decided with numbers alone: of the members
 * that have less than their part of the calls in flight, one is drawn by weight. Idle
 * members so get calls by weight, and one that hangs gets no more than the others wait
 * for.
 *
 * @param weight the member's weight
 * @param inFlight how many calls are on it
 */
record LoadShare(int weight, int inFlight) {

	/**
	 * Draw all members, one after the other.
	 * @param members the members
	 * @param random the source of chance
	 * @return their indexes in the order drawn
	 */
	static List<Integer> order(List<LoadShare> members, RandomGenerator random) {
		List<Integer> left = new ArrayList<>();
		for (int i = 0; i < members.size(); i++) {
			left.add(i);
		}
		List<Integer> order = new ArrayList<>();
		while (!left.isEmpty()) {
			order.add(left.remove(draw(left.stream().map(members::get).toList(), random)));
		}
		return order;
	}

	private static int draw(List<LoadShare> members, RandomGenerator random) {
		long weights = members.stream().mapToLong(LoadShare::weight).sum();
		long calls = 1 + members.stream().mapToLong(LoadShare::inFlight).sum();
		long weightsBelow = members.stream()
			.filter((member) -> member.isBelow(calls, weights))
			.mapToLong(LoadShare::weight)
			.sum();
		long ticket = random.nextLong(weightsBelow);
		int drawn = -1;
		while (ticket >= 0) {
			drawn++;
			LoadShare member = members.get(drawn);
			ticket -= member.isBelow(calls, weights) ? member.weight : 0;
		}
		return drawn;
	}

	/**
	 * The parts are rounded up, so that there is always a member below its part.
	 */
	private boolean isBelow(long calls, long weights) {
		long part = (calls * this.weight + weights - 1) / weights;
		return this.inFlight < part;
	}

}
