package io.llmresilience.budget.jdbc;

import java.time.Duration;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the clock of a database is read.
 */
class DatabaseClockTests {

	@ParameterizedTest
	@CsvSource({ "H2, false", "PostgreSQL, false", "MySQL, true", "MariaDB, true" })
	void shouldReadANumberWhereMomentsDependOnTheSession(String product, boolean epoch) {
		assertThat(DatabaseClock.of(product).epoch()).isEqualTo(epoch);
	}

	@ParameterizedTest
	@CsvSource({ "UTC", "America/New_York", "Asia/Kolkata" })
	void shouldNotMindTheZoneOfASession(String zone) {
		JdbcDataSource database = new JdbcDataSource();
		database.setUrl("jdbc:h2:mem:;TIME ZONE=" + zone);
		long before = epochMillis(database);
		assertThat(new Tables(database, null).now()).isBetween(before, before + Duration.ofMinutes(1).toMillis());
	}

	@Test
	void shouldAskTheDatabaseWhatItIs() {
		JdbcDataSource database = new JdbcDataSource();
		database.setUrl("jdbc:h2:mem:");
		assertThat(DatabaseClock.of(database)).isEqualTo(DatabaseClock.of("H2"));
	}

	private static long epochMillis(JdbcDataSource database) {
		return JdbcClient.create(database)
			.sql("select extract(epoch from current_timestamp) * 1000")
			.query(Long.class)
			.single() - 1;
	}

}
