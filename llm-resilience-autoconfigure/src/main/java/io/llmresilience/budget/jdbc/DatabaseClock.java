package io.llmresilience.budget.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Reads the database's clock, the only one that all processes share. The zone of a
 * session does not matter.
 *
 * @param expression the SQL that gives the time
 * @param epoch whether that is a number of milliseconds
 */
record DatabaseClock(String expression, boolean epoch) {

	private static final DatabaseClock TIMESTAMP = new DatabaseClock("current_timestamp", false);

	/** It has no type for a moment that a session's zone cannot shift. */
	private static final DatabaseClock MYSQL = new DatabaseClock(
			"cast(unix_timestamp(current_timestamp(3)) * 1000 as signed)", true);

	static DatabaseClock of(DataSource dataSource) {
		try {
			String product = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName);
			return of(product);
		}
		catch (MetaDataAccessException ex) {
			throw new DataAccessResourceFailureException("The database does not say what it is", ex);
		}
	}

	static DatabaseClock of(String product) {
		return (product.contains("MySQL") || product.contains("MariaDB")) ? MYSQL : TIMESTAMP;
	}

	/**
	 * Return the time in milliseconds of the epoch.
	 */
	long read(ResultSet row, int column) throws SQLException {
		return this.epoch ? row.getLong(column) : row.getTimestamp(column).getTime();
	}

}
