package io.llmresilience.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;

import io.llmresilience.budget.BudgetSettings.Jdbc.SchemaInitialization;

/**
 * Creates the tables of the budgets.
 */
final class BudgetSchemaInitializer extends DataSourceScriptDatabaseInitializer {

	private static final String SCRIPT = "classpath:io/llmresilience/budget/jdbc/schema.sql";

	BudgetSchemaInitializer(DataSource dataSource, SchemaInitialization initialization) {
		super(dataSource, settings(initialization));
	}

	private static DatabaseInitializationSettings settings(SchemaInitialization initialization) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setSchemaLocations(List.of(SCRIPT));
		settings.setMode(DatabaseInitializationMode.valueOf(initialization.name()));
		return settings;
	}

}
