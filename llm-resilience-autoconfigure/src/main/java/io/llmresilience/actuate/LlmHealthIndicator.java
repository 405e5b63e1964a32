package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} for the routes that calls try. Knows only what calls have found
 * out, and makes none itself. A route that is out is a detail; without any route that can
 * serve a call the status is DOWN. A spent budget is no illness, so it is a detail too.
 */
public final class LlmHealthIndicator implements HealthIndicator {

	private final Rooms rooms;

	private final Setup setup;

	private final ChatRoutes routes;

	/**
	 * Create the indicator.
	 * @param rooms how everything stands
	 * @param setup what is configured
	 * @param clock tells the time
	 */
	public LlmHealthIndicator(Rooms rooms, Setup setup, InstantSource clock) {
		this.rooms = Objects.requireNonNull(rooms, "'rooms' must not be null");
		this.setup = Objects.requireNonNull(setup, "'setup' must not be null");
		this.routes = new ChatRoutes(rooms, setup, clock);
	}

	@Override
	public Health health() {
		Map<String, Standing> standings = this.routes.standings();
		Map<String, Object> routes = new LinkedHashMap<>();
		standings.forEach((route, standing) -> routes.put(route, standing.details()));
		boolean serving = standings.values().stream().anyMatch(this.routes::canServe);
		Health.Builder health = serving ? Health.up() : Health.down();
		health.withDetail("routes", routes);
		Map<String, Object> spent = spentBudgets();
		if (!spent.isEmpty()) {
			health.withDetail("spentBudgets", spent);
		}
		return health.build();
	}

	private Map<String, Object> spentBudgets() {
		Map<String, Object> spent = new LinkedHashMap<>();
		for (BudgetView budget : BudgetView.listOf(this.setup.budget(), this.rooms.budgets().snapshot())) {
			if (budget.stopsEverything(this.setup.budget().mode())) {
				spent.put(budget.name(), details(budget));
			}
		}
		return spent;
	}

	private static Map<String, Object> details(BudgetView budget) {
		Map<String, Object> details = new LinkedHashMap<>();
		List<BudgetView.Part> parts = budget.parts();
		BigDecimal amount = parts.get(0).spent();
		Instant resetsAt = parts.get(0).resetsAt();
		details.put("unit", budget.unit());
		details.put("limit", budget.limit());
		details.put("spent", amount);
		if (resetsAt != null) {
			details.put("resetsAt", resetsAt);
		}
		return details;
	}

}
