package io.llmresilience.fallback;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One entry of a list of routes: a single route, or several that share the load by
 * weight, written as {@code a/m*3 | b/m}.
 *
 * @param members the routes, at least one
 */
public record RouteGroup(List<Member> members) {

	private static final int LARGEST_WEIGHT = 1000;

	public RouteGroup {
		members = List.copyOf(members);
	}

	/**
	 * Read an entry. Names are not looked at any further.
	 * @param entry the entry as written
	 * @return the group
	 * @throws IllegalArgumentException if a weight is missing after its {@code *} or out
	 * of its range
	 */
	public static RouteGroup parse(String entry) {
		if (!entry.contains("|")) {
			return new RouteGroup(List.of(Member.parse(entry)));
		}
		List<Member> members = new ArrayList<>();
		for (String part : entry.split("\\|", -1)) {
			members.add(Member.parse(part.strip()));
		}
		return new RouteGroup(members);
	}

	/**
	 * Return the first route that an entry names, without a look at the rest.
	 * @param entry the entry as written
	 * @return the route
	 */
	public static String firstRoute(String entry) {
		int end = 0;
		while (end < entry.length() && entry.charAt(end) != '|' && entry.charAt(end) != '*') {
			end++;
		}
		return (end < entry.length()) ? entry.substring(0, end).strip() : entry;
	}

	/**
	 * Read the entries of a list.
	 * @param entries the entries as written
	 * @return the groups
	 */
	public static List<RouteGroup> parse(List<String> entries) {
		return entries.stream().map(RouteGroup::parse).toList();
	}

	/**
	 * One route of a group.
	 *
	 * @param route the route, {@code provider/model}
	 * @param weight its part of the calls in relation to the others' weights
	 */
	public record Member(String route, int weight) {

		public Member {
			Objects.requireNonNull(route, "'route' must not be null");
			if (weight < 1 || weight > LARGEST_WEIGHT) {
				throw wrong(route, Integer.toString(weight));
			}
		}

		private static Member parse(String text) {
			int star = text.lastIndexOf('*');
			if (star == -1) {
				return new Member(text, 1);
			}
			String route = text.substring(0, star).strip();
			String weight = text.substring(star + 1).strip();
			if (!weight.matches("\\d{1,9}")) {
				throw wrong(route, weight);
			}
			return new Member(route, Integer.parseInt(weight));
		}

		private static IllegalArgumentException wrong(String route, String weight) {
			return new IllegalArgumentException("'" + route + "' has the weight '" + weight
					+ "', which must be a whole number from 1 to " + LARGEST_WEIGHT);
		}

	}

}
