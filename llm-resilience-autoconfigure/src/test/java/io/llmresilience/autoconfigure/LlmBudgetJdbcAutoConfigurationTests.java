package io.llmresilience.autoconfigure;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import io.llmresilience.budget.BudgetStore;
import io.llmresilience.budget.BudgetStore.Lease;
import io.llmresilience.budget.Budgets;
import io.llmresilience.budget.jdbc.JdbcBudgetStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When budgets are kept in a database.
 */
class LlmBudgetJdbcAutoConfigurationTests {

	private static final String BUDGET = "llm.resilience.budget.";

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmBudgetJdbcAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class, DataSourceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk", BUDGET + "limits.daily.limit=5");

	private final ApplicationContextRunner runner = this.plain.withPropertyValues(BUDGET + "store=jdbc");

	@Test
	void whenNotAskedForShouldKeepBudgetsInMemory() {
		this.plain.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(BudgetStore.class)
			.doesNotHaveBean(JdbcBudgetStore.class));
	}

	@Test
	void whenAskedForShouldKeepBudgetsInTheDatabase() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(BudgetStore.class).hasSingleBean(JdbcBudgetStore.class);
			context.getBean(Budgets.class).stop().block();
			assertThat(JdbcClient.create(context.getBean(DataSource.class))
				.sql("select budget from llm_budget_account")
				.query(String.class)
				.list()).containsExactly("daily");
		});
	}

	@Test
	void whenUserHasAStoreShouldStandBack() {
		BudgetStore own = (account, claim) -> Mono.just(new Lease(claim.wanted(), 0, Lease.FOREVER));
		this.runner.withBean(BudgetStore.class, () -> own)
			.run((context) -> assertThat(context).getBean(BudgetStore.class).isSameAs(own));
	}

	@Test
	void whenSwitchedOffShouldCreateNothing() {
		this.runner.withPropertyValues("llm.resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BudgetStore.class));
	}

	@Test
	void whenThereIsNoDatabaseShouldSayWhatToDo() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LlmBudgetJdbcAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
			.withPropertyValues(BUDGET + "store=jdbc")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(LlmConfigurationException.class)
				.hasMessage("'llm.resilience.budget.store' is jdbc, but there is no DataSource bean."));
	}

	@Test
	void whenThereAreTwoDatabasesShouldSayWhatToDo() {
		this.runner.withBean("one", DataSource.class, LlmBudgetJdbcAutoConfigurationTests::database)
			.withBean("two", DataSource.class, LlmBudgetJdbcAutoConfigurationTests::database)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("more than one DataSource bean and none of them is primary"));
	}

	@Test
	void whenJdbcIsNotThereShouldSayWhatToDo() {
		this.runner.withClassLoader(new FilteredClassLoader(JdbcClient.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(LlmConfigurationException.class,
						(failure) -> assertThat(failure.getAction()).contains("spring-boot-starter-jdbc")));
	}

	@Test
	void whenJdbcIsNotThereAndNotAskedForShouldStart() {
		this.plain
			.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.boot.jdbc",
					"org.springframework.boot.sql", "org.springframework.transaction", "org.h2"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(BudgetStore.class));
	}

	@ParameterizedTest
	@CsvSource({ "always, 4", "embedded, 4", "never, 0" })
	void shouldCreateTheTablesAsConfigured(String mode, long tables) {
		this.runner.withPropertyValues(BUDGET + "jdbc.initialize-schema=" + mode)
			.run((context) -> assertThat(JdbcClient.create(context.getBean(DataSource.class))
				.sql("select count(*) from information_schema.tables where lower(table_name) like 'llm_budget_%'")
				.query(Long.class)
				.single()).isEqualTo(tables));
	}

	@ParameterizedTest
	@CsvSource({ "lease, 500ms", "lease, 11m", "block, 0", "block, 1.5" })
	void whenValueCannotWorkShouldNameItsProperty(String name, String value) {
		this.runner.withPropertyValues(BUDGET + "jdbc." + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'" + BUDGET + "jdbc." + name + "'"));
	}

	private static EmbeddedDatabase database() {
		return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
	}

}
