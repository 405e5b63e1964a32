package io.llmresilience.autoconfigure;

import org.springframework.beans.factory.DisposableBean;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that may wait for the database of the budgets: few, so that most of an
 * application's connections are left to itself.
 */
final class BudgetStoreThreads implements DisposableBean {

	private static final int MOST = 4;

	private final Scheduler scheduler = Schedulers.newBoundedElastic(MOST, Schedulers.DEFAULT_BOUNDED_ELASTIC_QUEUESIZE,
			"llm-budget-store", 60, true);

	Scheduler scheduler() {
		return this.scheduler;
	}

	@Override
	public void destroy() {
		this.scheduler.dispose();
	}

}
