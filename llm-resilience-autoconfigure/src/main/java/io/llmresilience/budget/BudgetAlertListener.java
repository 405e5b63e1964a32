package io.llmresilience.budget;

/**
 * Is told when a budget reaches a share of its limit, to send a mail say. It runs on a
 * thread of its own kind and may block.
 */
@FunctionalInterface
public interface BudgetAlertListener {

	/**
	 * Take note of an alert.
	 * @param alert which budget has reached which share
	 */
	void onAlert(BudgetAlert alert);

}
