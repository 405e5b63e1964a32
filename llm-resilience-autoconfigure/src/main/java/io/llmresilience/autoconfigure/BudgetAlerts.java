package io.llmresilience.autoconfigure;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;

import io.llmresilience.budget.BudgetAlert;
import io.llmresilience.budget.BudgetAlertListener;
import io.llmresilience.budget.Budgets;

/**
 * Publishes alerts as application events and tells them to all listeners, on a thread
 * that may block. A listener that fails keeps no other one from being told.
 */
final class BudgetAlerts implements Consumer<BudgetAlert> {

	private static final Logger logger = LoggerFactory.getLogger(Budgets.class);

	private final ApplicationEventPublisher events;

	private final ObjectProvider<BudgetAlertListener> listeners;

	private final Scheduler worker;

	BudgetAlerts(ApplicationEventPublisher events, ObjectProvider<BudgetAlertListener> listeners, Scheduler worker) {
		this.events = events;
		this.listeners = listeners;
		this.worker = worker;
	}

	@Override
	public void accept(BudgetAlert alert) {
		this.worker.schedule(() -> {
			tell(alert, this.events::publishEvent);
			this.listeners.orderedStream().forEach((listener) -> tell(alert, listener));
		});
	}

	private static void tell(BudgetAlert alert, BudgetAlertListener listener) {
		try {
			listener.onAlert(alert);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed to take note of {}", alert, ex);
		}
	}

}
