package io.llmresilience.autoconfigure;

import java.time.InstantSource;

import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.budget.BudgetAlertListener;
import io.llmresilience.budget.BudgetSettings.StoreKind;
import io.llmresilience.budget.BudgetStore;
import io.llmresilience.budget.Budgets;

/**
 * The budgets, where they are kept and who is told of them.
 */
@Configuration(proxyBeanMethods = false)
class BudgetConfiguration {

	@Bean
	@ConditionalOnMissingBean
	BudgetStore llmBudgetStore(LlmResilienceProperties properties) {
		if (properties.budget().store() == StoreKind.JDBC) {
			throw new LlmConfigurationException(
					"'llm.resilience.budget.store' is jdbc, but Spring Boot's support of JDBC is not there.",
					"Add the dependency spring-boot-starter-jdbc and a driver, or set 'llm.resilience.budget.store' "
							+ "to memory.");
		}
		return BudgetStore.inMemory();
	}

	@Bean
	@ConditionalOnMissingBean
	Budgets llmBudgets(LlmResilienceProperties properties, BudgetStore store, ApplicationEventPublisher events,
			ObjectProvider<BudgetAlertListener> listeners) {
		return new Budgets(properties.budget(), store, InstantSource.system(), Schedulers.parallel(),
				new BudgetAlerts(events, listeners, Schedulers.boundedElastic()));
	}

	@Bean
	BudgetLifecycle llmBudgetLifecycle(Budgets budgets) {
		return new BudgetLifecycle(budgets);
	}

}
