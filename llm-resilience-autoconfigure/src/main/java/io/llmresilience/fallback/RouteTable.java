package io.llmresilience.fallback;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;

/**
 * The routes that calls may take, and the lists in which they are tried.
 */
public final class RouteTable {

	private final Map<String, Candidate> candidates = new LinkedHashMap<>();

	private final List<List<Share>> general;

	private final List<List<Share>> onContextWindow;

	private final List<List<Share>> onContentFiltered;

	/**
	 * Create the table.
	 * @param routes all routes, those of the lists among them
	 * @param general the routes that a call tries unless it says otherwise, not empty
	 * @param onContextWindow those to try after a prompt did not fit
	 * @param onContentFiltered those to try after content was refused
	 */
	public RouteTable(Collection<ModelRoute> routes, List<RouteGroup> general, List<RouteGroup> onContextWindow,
			List<RouteGroup> onContentFiltered) {
		routes.forEach((route) -> this.candidates.put(route.route().name(), new Candidate(route)));
		this.general = shares(general);
		this.onContextWindow = shares(onContextWindow);
		this.onContentFiltered = shares(onContentFiltered);
	}

	private List<List<Share>> shares(List<RouteGroup> groups) {
		return groups.stream().map((group) -> group.members().stream().map(this::share).toList()).toList();
	}

	private Share share(RouteGroup.Member member) {
		Candidate candidate = this.candidates.get(member.route());
		if (candidate == null) {
			throw refusal("'route' is '" + member.route() + "', which is not configured; use one of "
					+ this.candidates.keySet()
					+ " or add it to 'llm.resilience.chat.routes' or 'llm.resilience.models'");
		}
		return new Share(candidate, member.weight());
	}

	private static CallRefusedException refusal(String message) {
		return new CallRefusedException(FailureKind.INVALID_REQUEST, null, message);
	}

	/**
	 * Fix the order for one call.
	 * @param asked the entries that the call wants tried, empty for the configured ones
	 * @param order puts the members of a group into order
	 * @return the order
	 * @throws CallRefusedException if an entry is not known or cannot be read
	 */
	Plan plan(List<String> asked, GroupOrder order) {
		if (asked.isEmpty()) {
			return new Plan(flat(this.general, order), flat(this.onContextWindow, order),
					flat(this.onContentFiltered, order));
		}
		return new Plan(flat(shares(read(asked)), order), List.of(), List.of());
	}

	private static List<RouteGroup> read(List<String> asked) {
		try {
			return RouteGroup.parse(asked);
		}
		catch (IllegalArgumentException ex) {
			throw refusal("'route' is wrong: " + ex.getMessage());
		}
	}

	private static List<Candidate> flat(List<List<Share>> groups, GroupOrder order) {
		Set<Candidate> flat = new LinkedHashSet<>();
		for (List<Share> group : groups) {
			if (group.size() == 1) {
				flat.add(group.get(0).candidate());
			}
			else {
				flat.addAll(order.order(group));
			}
		}
		return List.copyOf(flat);
	}

	/**
	 * Puts the members of a group into order.
	 */
	interface GroupOrder {

		List<Candidate> order(List<Share> members);

	}

	/**
	 * A member of a group.
	 */
	record Share(Candidate candidate, int weight) {

		LoadShare load() {
			return new LoadShare(this.weight, this.candidate.inFlight());
		}

	}

	/**
	 * The order of one call.
	 *
	 * @param routes the routes to try
	 * @param onContextWindow those to try after a prompt did not fit, may be empty
	 * @param onContentFiltered those to try after content was refused, may be empty
	 */
	record Plan(List<Candidate> routes, List<Candidate> onContextWindow, List<Candidate> onContentFiltered) {

		List<String> names() {
			return this.routes.stream().map(Candidate::name).toList();
		}

	}

}
