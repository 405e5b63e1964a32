package io.llmresilience.fallback;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which route comes next, decided with values alone.
 *
 * @param next the route, {@code null} if there is none to be asked
 * @param last whether no other one can be counted on after it
 * @param passedOver who is not asked although its turn has come
 */
record RouteChoice(@Nullable Standing next, boolean last, List<Standing> passedOver) {

	/**
	 * Choose the next route: the first that is ready and fits the request. If there is
	 * none, the one that leaves most hope is asked rather than failing.
	 * @param left the routes that have not been asked, in order
	 * @param must whether one must be asked even if none is ready
	 * @return the choice
	 */
	static RouteChoice of(List<Standing> left, boolean must) {
		List<Standing> ready = left.stream().filter(Standing::ready).toList();
		if (!ready.isEmpty()) {
			Standing next = ready.get(0);
			return new RouteChoice(next, ready.size() == 1, left.subList(0, left.indexOf(next)));
		}
		Standing leastBad = must ? left.stream().filter(Standing::fits).min(Standing.BY_HOPE).orElse(null) : null;
		return new RouteChoice(leastBad, true, left.stream().filter((standing) -> standing != leastBad).toList());
	}

	/**
	 * Choose where no route fits the request: the first, which says itself what is wrong.
	 * @param left the routes that have not been asked, in order
	 * @return the choice
	 */
	static RouteChoice ofMisfits(List<Standing> left) {
		return new RouteChoice(left.get(0), true, left.subList(1, left.size()));
	}

}
