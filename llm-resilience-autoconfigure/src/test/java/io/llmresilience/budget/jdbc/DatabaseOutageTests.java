package io.llmresilience.budget.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.AbstractDataSource;

import io.llmresilience.WatchedTimer;
import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said, and what is not, while a database does not answer.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseOutageTests {

	private static final String SECRET = "jdbc:h2:tcp://db.internal:9092/llm;USER=admin;PASSWORD=hunter2";

	private final WatchedTimer timer = new WatchedTimer();

	private final JdbcBudgetStore store = new JdbcBudgetStore(new DeadDataSource(),
			BudgetDatabase.settings(DeadLease.CHARGE), "one", Schedulers.immediate(), this.timer);

	@Test
	void shouldFailWithoutNamingAddressOrPassword(CapturedOutput output) {
		StepVerifier.create(lease()).verifyErrorSatisfies((failure) -> {
			assertThat(failure).hasMessageContaining("SQL state 08001").hasNoCause();
			assertThat(failure.getMessage()).doesNotContain("db.internal", "hunter2");
		});
		assertThat(output).doesNotContain("db.internal").doesNotContain("hunter2").doesNotContain("\tat ");
	}

	@Test
	void shouldWarnOnceAMinute(CapturedOutput output) {
		lease().onErrorComplete().block(Duration.ofSeconds(5));
		lease().onErrorComplete().block(Duration.ofSeconds(5));
		assertThat(warnings(output)).isEqualTo(1);
		this.timer.pass(60_000);
		lease().onErrorComplete().block(Duration.ofSeconds(5));
		assertThat(warnings(output)).isEqualTo(2);
	}

	@Test
	void whenTablesAreMissingShouldSayWhatToDo() {
		JdbcDataSource empty = new JdbcDataSource();
		empty.setUrl("jdbc:h2:mem:");
		JdbcBudgetStore store = new JdbcBudgetStore(empty, BudgetDatabase.settings(DeadLease.CHARGE), "one",
				Schedulers.immediate(), this.timer);
		StepVerifier.create(store.lease(BudgetDatabase.day(), new Claim(0, 0, 1)))
			.verifyErrorSatisfies((failure) -> assertThat(failure)
				.hasMessageContaining("'llm.resilience.budget.jdbc.initialize-schema'"));
	}

	@Test
	void whenNobodyWaitsAnyMoreShouldNotAskTheDatabase() {
		JdbcBudgetStore store = new JdbcBudgetStore(new DeadDataSource(), BudgetDatabase.settings(DeadLease.CHARGE),
				"one", new LazyScheduler(), this.timer);
		store.lease(BudgetDatabase.day(), new Claim(0, 0, 1)).subscribe().dispose();
		LazyScheduler.run();
		assertThat(DeadDataSource.asked).isZero();
	}

	private Mono<Lease> lease() {
		return this.store.lease(BudgetDatabase.day(), new Claim(0, 0, 1));
	}

	private static int warnings(CapturedOutput output) {
		return output.toString().split("does not answer", -1).length - 1;
	}

	/**
	 * Runs tasks when it is told to.
	 */
	private static final class LazyScheduler implements Scheduler {

		private static final List<Runnable> tasks = new ArrayList<>();

		static void run() {
			assertThat(tasks).isNotEmpty();
			tasks.forEach(Runnable::run);
			tasks.clear();
		}

		@Override
		public Disposable schedule(Runnable task) {
			tasks.add(task);
			return Disposables.single();
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

	}

	private static final class DeadDataSource extends AbstractDataSource {

		private static int asked;

		DeadDataSource() {
			asked = 0;
		}

		@Override
		public java.sql.Connection getConnection() throws SQLException {
			asked++;
			throw new SQLException("No connection to " + SECRET, "08001");
		}

		@Override
		public java.sql.Connection getConnection(String user, String password) throws SQLException {
			return getConnection();
		}

	}

}
