package io.llmresilience.budget.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import io.llmresilience.BudgetUnit;
import io.llmresilience.WatchedTimer;
import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;
import io.llmresilience.budget.BudgetSettings.Jdbc.SchemaInitialization;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

/**
 * A database in memory whose clock is set by hand, and processes that keep budgets in it.
 */
final class BudgetDatabase implements AutoCloseable {

	static final Duration LEASE = Duration.ofSeconds(15);

	static final Instant START = Instant.parse("2026-11-26T00:00:00Z");

	private static final DatabaseClock BY_HAND = new DatabaseClock("(select now_millis from hand_clock)", true);

	private final JdbcConnectionPool pool = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000", "sa", "");

	private final JdbcClient jdbc = JdbcClient.create(this.pool);

	private final WatchedTimer timer = new WatchedTimer();

	private BudgetSettings.Jdbc settings = settings(DeadLease.CHARGE);

	BudgetDatabase() {
		new ResourceDatabasePopulator(new ClassPathResource("io/llmresilience/budget/jdbc/schema.sql"))
			.execute(this.pool);
		this.jdbc.sql("create table hand_clock (now_millis bigint)").update();
		this.jdbc.sql("insert into hand_clock values (?)").param(START.toEpochMilli()).update();
	}

	static BudgetSettings.Jdbc settings(DeadLease deadLease) {
		return new BudgetSettings.Jdbc(LEASE, 0.01, deadLease, SchemaInitialization.NEVER);
	}

	BudgetDatabase with(DeadLease deadLease) {
		this.settings = settings(deadLease);
		return this;
	}

	DataSource dataSource() {
		return this.pool;
	}

	JdbcBudgetStore store(String name) {
		return new JdbcBudgetStore(this.pool, new Tables(this.pool, BY_HAND), this.settings, name,
				Schedulers.immediate(), this.timer);
	}

	Process process(String name) {
		return new Process(store(name));
	}

	/**
	 * A day with a limit of 1000.
	 */
	static Account day() {
		return new Account("daily", null, BudgetUnit.TOKENS, 1000, START, START.plus(Duration.ofDays(1)),
				Duration.ofDays(1));
	}

	/**
	 * Ten minutes with a limit of 1000, in slices of ten seconds.
	 */
	static Account window() {
		return new Account("rolling", null, BudgetUnit.TOKENS, 1000, Instant.EPOCH, Instant.MAX,
				Duration.ofSeconds(610));
	}

	void pass(Duration time) {
		this.jdbc.sql("update hand_clock set now_millis = now_millis + ?").param(time.toMillis()).update();
		this.timer.pass(time.toMillis());
	}

	long rows(String table) {
		return this.jdbc.sql("select count(*) from llm_budget_" + table).query(Long.class).single();
	}

	List<String> texts(String column, String table) {
		return this.jdbc.sql("select " + column + " from llm_budget_" + table).query(String.class).list();
	}

	@Override
	public void close() {
		this.jdbc.sql("shutdown").update();
		this.pool.dispose();
	}

	/**
	 * A process that keeps the rules of the port.
	 */
	static final class Process {

		private final JdbcBudgetStore store;

		private final Account account;

		private @Nullable Lease lease;

		private long spent;

		private Process(JdbcBudgetStore store) {
			this(store, day());
		}

		private Process(JdbcBudgetStore store, Account account) {
			this.store = store;
			this.account = account;
		}

		Process at(Account account) {
			return new Process(this.store, account);
		}

		Lease claim(Claim claim) {
			Lease lease = this.store.lease(this.account, claim).block(Duration.ofSeconds(30));
			assert lease != null;
			this.lease = lease;
			return lease;
		}

		/**
		 * Report and ask for more.
		 */
		Lease want(long more) {
			long kept = Math.max((this.lease != null) ? this.lease.held() : 0, this.spent);
			return claim(new Claim(this.spent, kept, kept + more));
		}

		/**
		 * Report and give the rest back.
		 */
		Lease giveBack() {
			return claim(new Claim(this.spent, this.spent, this.spent));
		}

		Process spend(long amount) {
			this.spent += amount;
			return this;
		}

		boolean firstToAlert(double share) {
			return Boolean.TRUE.equals(this.store.firstToAlert(this.account, share).block(Duration.ofSeconds(30)));
		}

	}

}
