package io.llmresilience.actuate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything at one moment.
 *
 * @param at the moment
 * @param routes the routes, those that calls try first and in their order
 * @param providers the providers
 * @param budgets the budgets
 * @param prices what is known of prices
 * @param failedCalls the last calls that failed, the latest first
 * @param report what one call can come to at worst
 */
record LlmView(Instant at, List<RouteView> routes, List<ProviderView> providers, List<BudgetView> budgets,
		PricesView prices, List<FailedCallView> failedCalls, Report report) {

	static List<RouteView> routes(Setup setup, View view) {
		Set<String> names = new LinkedHashSet<>(setup.routes());
		names.addAll(view.routes());
		return names.stream().map((name) -> RouteView.of(name, setup.routes().contains(name), view)).toList();
	}

	static List<ProviderView> providers(View view) {
		return view.providers().stream().map((name) -> ProviderView.of(name, view)).toList();
	}

	/**
	 * What is known of prices.
	 *
	 * @param asOf when the built-in ones were true
	 */
	record PricesView(LocalDate asOf) {

	}

}
