package io.llmresilience.autoconfigure;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.llmresilience.fallback.FallbackSettings;
import io.llmresilience.fallback.ModelRoute;
import io.llmresilience.fallback.RouteGroup;
import io.llmresilience.fallback.RouteGroup.Member;
import io.llmresilience.fallback.RouteTable;

/**
 * Builds the routes and their lists, and refuses lists that cannot work.
 */
final class RouteTableFactory {

	private static final String ROUTES = "llm.resilience.chat.routes";

	private static final String FALLBACK = "llm.resilience.fallback.";

	private final LlmResilienceProperties properties;

	private final Providers providers;

	private final Function<RouteName, ModelRoute> factory;

	private final Map<String, ModelRoute> routes = new LinkedHashMap<>();

	RouteTableFactory(LlmResilienceProperties properties, Providers providers,
			Function<RouteName, ModelRoute> factory) {
		this.properties = properties;
		this.providers = providers;
		this.factory = factory;
	}

	RouteTable create() {
		FallbackSettings settings = this.properties.fallback();
		List<RouteGroup> general = groups(this.properties.chat().routes(), ROUTES);
		if (general.isEmpty()) {
			throw new LlmConfigurationException("'" + ROUTES + "' is empty, so there is nothing to call.",
					"Name at least one route as provider/model, for example anthropic/claude-sonnet-5-5.");
		}
		List<RouteGroup> onContextWindow = forCause(settings.onContextWindow(), "on-context-window", general.get(0));
		List<RouteGroup> onContentFiltered = forCause(settings.onContentFiltered(), "on-content-filtered",
				general.get(0));
		checkHedging(settings, general);
		addModels();
		new BudgetCheck(this.properties.budget()).accept(this.routes.keySet(), general.get(general.size() - 1));
		return new RouteTable(this.routes.values(), general, onContextWindow, onContentFiltered);
	}

	private List<RouteGroup> forCause(List<String> entries, String name, RouteGroup first) {
		List<RouteGroup> groups = groups(entries, FALLBACK + name);
		for (RouteGroup group : groups) {
			for (Member member : group.members()) {
				checkLoop(member.route(), FALLBACK + name, first);
			}
		}
		return groups;
	}

	/**
	 * Every call has asked the only route of the first entry before it gets to a list for
	 * a cause.
	 */
	private static void checkLoop(String route, String property, RouteGroup first) {
		if (first.members().size() == 1 && first.members().get(0).route().equals(route)) {
			throw new LlmConfigurationException(
					"'" + property + "' has '" + route + "', the first of '" + ROUTES
							+ "': calls that come from there would go in a loop, " + route + " -> … -> " + route + ".",
					"Leave it out of '" + property + "', or let another route come first in '" + ROUTES + "'.");
		}
	}

	private static void checkHedging(FallbackSettings settings, List<RouteGroup> general) {
		if (settings.hedgeAfter() != null && general.stream().mapToInt((group) -> group.members().size()).sum() < 2) {
			throw new LlmConfigurationException(
					"'" + FALLBACK + "hedge-after' is " + settings.hedgeAfter() + ", but '" + ROUTES
							+ "' has only one route, so there is none to ask at the same time.",
					"Name a second route in '" + ROUTES + "', or leave '" + FALLBACK + "hedge-after' out.");
		}
	}

	private List<RouteGroup> groups(List<String> entries, String property) {
		List<RouteGroup> groups = entries.stream().map((entry) -> group(entry, property)).toList();
		Set<String> names = new HashSet<>();
		for (RouteGroup group : groups) {
			for (Member member : group.members()) {
				if (!names.add(member.route())) {
					throw new LlmConfigurationException("'" + property + "' has '" + member.route() + "' twice.",
							"Name every route once; a route is tried again by the rules of 'llm.resilience.retry'.");
				}
				add(RouteName.of(member.route(), property));
			}
		}
		return groups;
	}

	private static RouteGroup group(String entry, String property) {
		try {
			return RouteGroup.parse(entry);
		}
		catch (IllegalArgumentException ex) {
			throw new LlmConfigurationException(
					"'" + property + "' has an entry that cannot work: " + ex.getMessage() + ".",
					"Write the members of a group as provider/model*weight, for example "
							+ "\"anthropic/claude-sonnet-5-5*3 | openai/gpt-6-luna*1\".");
		}
	}

	private void addModels() {
		for (LlmResilienceProperties.Model model : this.properties.models()) {
			RouteName name = RouteName.of(model.id(), "llm.resilience.models");
			if (this.providers.knows(name.provider())) {
				add(name);
			}
		}
	}

	private void add(RouteName name) {
		this.routes.computeIfAbsent(name.toString(), (key) -> this.factory.apply(name));
	}

}
