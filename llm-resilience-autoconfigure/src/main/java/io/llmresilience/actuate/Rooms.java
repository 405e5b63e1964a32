package io.llmresilience.actuate;

import java.util.Objects;

import io.llmresilience.budget.Budgets;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.ratelimit.RateLimiters;

/**
 * What may be looked at and changed by hand.
 *
 * @param circuits how routes stand
 * @param coolDowns who is left alone for a while
 * @param limiters what providers allow
 * @param budgets what may be spent
 */
public record Rooms(CircuitBreakers circuits, CoolDowns coolDowns, RateLimiters limiters, Budgets budgets) {

	public Rooms {
		Objects.requireNonNull(circuits, "'circuits' must not be null");
		Objects.requireNonNull(coolDowns, "'coolDowns' must not be null");
		Objects.requireNonNull(limiters, "'limiters' must not be null");
		Objects.requireNonNull(budgets, "'budgets' must not be null");
	}

	static String providerOf(String route) {
		return route.substring(0, Math.max(0, route.indexOf('/')));
	}

}
