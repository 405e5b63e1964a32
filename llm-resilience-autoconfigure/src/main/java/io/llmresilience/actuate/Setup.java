package io.llmresilience.actuate;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

import io.llmresilience.budget.BudgetSettings;

/**
 * What is configured and does not change.
 *
 * @param routes the routes that a call tries unless it says otherwise, in order
 * @param maxWait how long a call waits for a rate limit
 * @param budget what may be spent
 * @param pricesAsOf when the built-in prices were true
 * @param report what one call can come to at worst
 */
public record Setup(List<String> routes, Duration maxWait, BudgetSettings budget, LocalDate pricesAsOf, Report report) {

	public Setup {
		routes = List.copyOf(routes);
		Objects.requireNonNull(maxWait, "'maxWait' must not be null");
		Objects.requireNonNull(budget, "'budget' must not be null");
		Objects.requireNonNull(pricesAsOf, "'pricesAsOf' must not be null");
		Objects.requireNonNull(report, "'report' must not be null");
	}

}
