package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import io.llmresilience.BudgetUnit;

/**
 * What may be spent. Durations without a unit are seconds.
 *
 * @param mode Whether budgets are enforced, or only counted what they would have done.
 * @param zone Time zone in which hours, days and months begin.
 * @param maxWait Longest wait of a call for others to settle what they have reserved,
 * while that can help it.
 * @param onStoreFailure What happens to calls while the store of the budgets does not
 * answer and what it has lent is used up.
 * @param limits Budgets by name.
 */
public record BudgetSettings(@DefaultValue("enforce") Mode mode, @DefaultValue("UTC") ZoneId zone,
		@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
		@DefaultValue("closed") StoreFailure onStoreFailure, @DefaultValue Map<String, Limit> limits) {

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	public BudgetSettings {
		if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
			throw new IllegalArgumentException("'llm.resilience.budget.max-wait' must be between 0s and 60s, but is "
					+ maxWait + "; 0s means that no call waits");
		}
		limits = distinct(limits);
		for (Map.Entry<String, Limit> limit : limits.entrySet()) {
			Budget.of(limit.getKey(), limit.getValue(), zone, mode);
		}
	}

	/**
	 * Properties and the environment may spell one name in several ways.
	 */
	private static Map<String, Limit> distinct(Map<String, Limit> limits) {
		Map<String, String> spellings = new LinkedHashMap<>();
		Map<String, Limit> distinct = new LinkedHashMap<>();
		limits.forEach((name, limit) -> {
			String other = spellings.putIfAbsent(uniform(name), name);
			if (other == null) {
				distinct.put(name, limit);
			}
			else if (!limit.equals(limits.get(other))) {
				throw new IllegalArgumentException("'llm.resilience.budget.limits' has '" + other + "' and '" + name
						+ "', which are one name to Spring Boot; give every budget a name of its own");
			}
		});
		return Collections.unmodifiableMap(distinct);
	}

	private static String uniform(String name) {
		return name.replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
	}

	List<Budget> budgets() {
		return this.limits.entrySet()
			.stream()
			.map((limit) -> Budget.of(limit.getKey(), limit.getValue(), this.zone, this.mode))
			.toList();
	}

	/**
	 * One budget.
	 *
	 * @param limit Most that may be spent in one period. Required.
	 * @param unit What is counted.
	 * @param period Time after which spending begins anew: hour, day or month, or a
	 * duration such as 10m for any time of that length.
	 * @param scope Calls that count: all, provider:openai, model:openai/gpt-6-luna,
	 * label:tenant for a budget of its own for every value of that label, or
	 * label:feature=search for one value.
	 * @param action What happens to a call that could cost more than is left.
	 * @param alertAt Shares of the limit at which an alert is given, once in a period.
	 * @param zone Time zone in which hours, days and months begin, if it differs from the
	 * general one.
	 */
	public record Limit(@Nullable BigDecimal limit, @DefaultValue("usd") BudgetUnit unit,
			@DefaultValue("day") String period, @DefaultValue("all") String scope,
			@DefaultValue("reject") Action action, @DefaultValue( {
					"0.5", "0.8", "1.0" }) List<Double> alertAt,
			@Nullable ZoneId zone){

		public Limit {
			alertAt = List.copyOf(alertAt);
		}

		/**
		 * Return whether calls on a route may count.
		 * @param route the route, {@code provider/model}
		 * @return {@code false} if the scope leaves all of them out
		 */
		public boolean mayCount(String route) {
			return Scope.parse(this.scope, "'").covers(route);
		}

	}

	/**
	 * What budgets do.
	 */
	public enum Mode {

		/**
		 * They do what their action says.
		 */
		ENFORCE,

		/**
		 * Calls pass, and it is counted, logged and alerted what would have happened to
		 * them.
		 */
		OBSERVE

	}

	/**
	 * What happens to a call that could cost more than is left.
	 */
	public enum Action {

		/**
		 * The call fails.
		 */
		REJECT,

		/**
		 * The call goes on to its next route, which should be a cheaper one.
		 */
		NEXT_ROUTE,

		/**
		 * The call passes, and it is counted and logged.
		 */
		WARN

	}

	/**
	 * What happens to calls while the store does not answer.
	 */
	public enum StoreFailure {

		/**
		 * They pass, and are counted in this process.
		 */
		OPEN,

		/**
		 * They are refused.
		 */
		CLOSED

	}

}
