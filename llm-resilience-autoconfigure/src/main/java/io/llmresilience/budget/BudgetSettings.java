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
 * @param store Where it is kept what was spent.
 * @param jdbc How budgets are kept in a database.
 * @param loopGuard When calls are refused because an application seems to go in circles.
 */
public record BudgetSettings(@DefaultValue("enforce") Mode mode, @DefaultValue("UTC") ZoneId zone,
		@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
		@DefaultValue("closed") StoreFailure onStoreFailure, @DefaultValue Map<String, Limit> limits,
		@DefaultValue("memory") StoreKind store, @DefaultValue Jdbc jdbc, @DefaultValue LoopGuard loopGuard) {

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
	 * How budgets are kept in a database. Durations without a unit are seconds.
	 *
	 * @param lease Time for which a process holds what it was lent. It reports what it
	 * has spent three times as often.
	 * @param block Share of a limit that a process is lent at least, so that its calls
	 * need not wait for the database.
	 * @param deadLease What becomes of what a process held and had not reported as spent
	 * when it died.
	 * @param initializeSchema When the tables are created.
	 */
	public record Jdbc(@DefaultValue("15s") @DurationUnit(ChronoUnit.SECONDS) Duration lease,
			@DefaultValue("0.01") double block, @DefaultValue("charge") DeadLease deadLease,
			@DefaultValue("embedded") SchemaInitialization initializeSchema) {

		private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

		private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

		public Jdbc {
			if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
				throw new IllegalArgumentException(
						"'llm.resilience.budget.jdbc.lease' must be between 1s and 10m, but is " + lease
								+ "; what a dead process held stays reserved for so long");
			}
			if (!(block > 0 && block <= 1)) {
				throw new IllegalArgumentException(
						"'llm.resilience.budget.jdbc.block' must be above 0 and at most 1, but is " + block
								+ "; write 0.01 for 1 % of a limit");
			}
		}

		/**
		 * What becomes of what a dead process held and had not reported as spent.
		 */
		public enum DeadLease {

			/**
			 * It counts as spent until the period ends, since it may have been.
			 */
			CHARGE,

			/**
			 * It is given back. What was spent after the last report is forgotten.
			 */
			RELEASE

		}

		/**
		 * When the tables are created.
		 */
		public enum SchemaInitialization {

			/**
			 * At every start, unless they exist.
			 */
			ALWAYS,

			/**
			 * At the start if the database runs inside this process.
			 */
			EMBEDDED,

			/**
			 * Not by us.
			 */
			NEVER

		}

	}

	/**
	 * When calls are refused because an application seems to go in circles. Off unless
	 * one of the numbers is set. Durations without a unit are seconds.
	 *
	 * @param maxRepeats Times that an identical request may be repeated within the
	 * window. Unset means any number of times.
	 * @param maxToolTurns Calls of one conversation that may go on with the results of
	 * tools within the window. Unset means any number of calls.
	 * @param window Time within which calls are counted.
	 * @param mode Whether calls are refused, or only logged what would have happened to
	 * them.
	 */
	public record LoopGuard(@Nullable Integer maxRepeats, @Nullable Integer maxToolTurns,
			@DefaultValue("1m") @DurationUnit(ChronoUnit.SECONDS) Duration window, @DefaultValue("enforce") Mode mode) {

		static final String PREFIX = "llm.resilience.budget.loop-guard.";

		private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

		private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

		private static final int MOST = 1000;

		public LoopGuard {
			check("max-repeats", maxRepeats);
			check("max-tool-turns", maxToolTurns);
			if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
				throw new IllegalArgumentException("'" + PREFIX + "window' must be between 1s and 24h, but is " + window
						+ "; give one such as 1m");
			}
		}

		private static void check(String name, @Nullable Integer number) {
			if (number != null && (number < 1 || number > MOST)) {
				throw new IllegalArgumentException("'" + PREFIX + name + "' must be between 1 and " + MOST + ", but is "
						+ number + "; leave it out for no limit");
			}
		}

		/**
		 * Return whether anything is counted.
		 * @return {@code false} if no limit is set
		 */
		public boolean isOn() {
			return this.maxRepeats != null || this.maxToolTurns != null;
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
	 * Where it is kept what was spent.
	 */
	public enum StoreKind {

		/**
		 * In this process, which forgets it when it ends.
		 */
		MEMORY,

		/**
		 * In the application's database, which all its processes share.
		 */
		JDBC

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
