package io.llmresilience.autoconfigure;

import java.util.Collection;
import java.util.Map;

import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Limit;
import io.llmresilience.fallback.RouteGroup;
import io.llmresilience.fallback.RouteGroup.Member;

/**
 * Finds budgets that count nothing, and those that would send calls on to nowhere.
 */
final class BudgetCheck {

	private static final String LIMITS = "llm.resilience.budget.limits.";

	private final Map<String, Limit> limits;

	BudgetCheck(BudgetSettings settings) {
		this.limits = settings.limits();
	}

	/**
	 * Check the budgets.
	 * @param routes all routes
	 * @param last the last entry of the general list
	 * @throws LlmConfigurationException if one cannot work
	 */
	void accept(Collection<String> routes, RouteGroup last) {
		this.limits.forEach((name, limit) -> {
			if (routes.stream().noneMatch(limit::mayCount)) {
				throw new LlmConfigurationException(
						"'" + LIMITS + name + ".scope' is '" + limit.scope()
								+ "', but no route is of that kind. The routes are " + routes + ".",
						"Check the spelling, or leave the budget out.");
			}
			if (limit.action() == Action.NEXT_ROUTE) {
				last.members().forEach((member) -> checkNextRoute(name, limit, member));
			}
		});
	}

	private static void checkNextRoute(String name, Limit limit, Member last) {
		if (limit.mayCount(last.route())) {
			throw new LlmConfigurationException(
					"'" + LIMITS + name + ".action' is next-route, but its scope '" + limit.scope() + "' takes in "
							+ last.route() + ", the last of 'llm.resilience.chat.routes': there is no next one.",
					"Set the action to reject, narrow the scope to the dearer routes, for example model:" + last.route()
							+ " with a cheaper route after it, or add a cheaper route at the end.");
		}
	}

}
