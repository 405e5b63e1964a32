package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.UUID;

import javax.sql.DataSource;

import reactor.core.scheduler.Scheduler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.llmresilience.budget.BudgetStore;
import io.llmresilience.budget.jdbc.JdbcBudgetStore;

/**
 * Auto-configuration for {@link JdbcBudgetStore}.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class, before = LlmResilienceAutoConfiguration.class)
@ConditionalOnClass({ JdbcClient.class, DataSourceScriptDatabaseInitializer.class })
@ConditionalOnBooleanProperty(name = "llm.resilience.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "llm.resilience.budget.store", havingValue = "jdbc")
@ConditionalOnMissingBean(BudgetStore.class)
@EnableConfigurationProperties(LlmResilienceProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class LlmBudgetJdbcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	BudgetSchemaInitializer llmBudgetSchemaInitializer(ObjectProvider<DataSource> dataSources,
			LlmResilienceProperties properties) {
		return new BudgetSchemaInitializer(single(dataSources), properties.budget().jdbc().initializeSchema());
	}

	@Bean
	BudgetStoreThreads llmBudgetStoreThreads() {
		return new BudgetStoreThreads();
	}

	@Bean
	@DependsOnDatabaseInitialization
	JdbcBudgetStore llmBudgetStore(ObjectProvider<DataSource> dataSources, LlmResilienceProperties properties,
			BudgetStoreThreads threads) {
		Scheduler scheduler = threads.scheduler();
		return new JdbcBudgetStore(single(dataSources), properties.budget().jdbc(), UUID.randomUUID().toString(),
				scheduler, InstantSource.system());
	}

	private static DataSource single(ObjectProvider<DataSource> dataSources) {
		DataSource dataSource = dataSources.getIfUnique();
		if (dataSource == null) {
			long count = dataSources.stream().count();
			throw new LlmConfigurationException(
					"'llm.resilience.budget.store' is jdbc, but there is " + ((count == 0) ? "no DataSource bean."
							: "more than one DataSource bean and none of them is primary."),
					(count == 0)
							? "Configure one with 'spring.datasource.url', or set 'llm.resilience.budget.store' to "
									+ "memory."
							: "Mark one as @Primary, or supply a JdbcBudgetStore bean of your own.");
		}
		return dataSource;
	}

}
