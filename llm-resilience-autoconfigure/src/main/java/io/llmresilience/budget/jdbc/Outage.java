package io.llmresilience.budget.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * Tells that the database fails, once a minute at most, and without what a driver says:
 * that may name addresses and users.
 */
final class Outage {

	private static final Logger logger = LoggerFactory.getLogger(JdbcBudgetStore.class);

	private static final long QUIET = Duration.ofMinutes(1).toMillis();

	private final InstantSource clock;

	private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE);

	Outage(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Take note of a failure.
	 * @return the same for the caller
	 */
	RuntimeException of(RuntimeException failure) {
		if (!(failure instanceof NestedRuntimeException)) {
			return failure;
		}
		String message = describe(failure);
		long now = this.clock.millis();
		long until = this.quietUntil.get();
		if (now >= until && this.quietUntil.compareAndSet(until, now + QUIET)) {
			logger.warn(message);
		}
		return new BudgetDatabaseException(message);
	}

	private static String describe(RuntimeException failure) {
		String state = state(failure);
		String cause = failure.getClass().getSimpleName() + ((state != null) ? ", SQL state " + state : "");
		String remedy = (failure instanceof BadSqlGrammarException)
				? "see that its tables exist: 'llm.resilience.budget.jdbc.initialize-schema' or a migration creates them"
				: "see that it runs and has a connection to spare";
		return "The database of the budgets does not answer (" + cause + "); " + remedy;
	}

	private static @Nullable String state(RuntimeException failure) {
		return (NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException sql) ? sql.getSQLState()
				: null;
	}

	/**
	 * The database of the budgets failed. It has no cause, since that may name addresses
	 * and users.
	 */
	static final class BudgetDatabaseException extends RuntimeException {

		BudgetDatabaseException(String message) {
			super(message, null, false, false);
		}

	}

}
