package io.llmresilience.autoconfigure;

import java.time.Duration;

import org.springframework.context.SmartLifecycle;

import io.llmresilience.budget.Budgets;

/**
 * Lets the budgets find out what was spent before calls come, and give back what is left
 * after a web server has waited for the requests in flight.
 */
final class BudgetLifecycle implements SmartLifecycle {

	/** Higher phases stop first; a web server's graceful shutdown has 1024 less. */
	private static final int AFTER_WEB_SERVERS = DEFAULT_PHASE - 4096;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Budgets budgets;

	private volatile boolean running;

	BudgetLifecycle(Budgets budgets) {
		this.budgets = budgets;
	}

	@Override
	public void start() {
		this.budgets.start();
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.budgets.stop().timeout(PATIENCE).onErrorComplete().subscribe(null, null, callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return AFTER_WEB_SERVERS;
	}

}
