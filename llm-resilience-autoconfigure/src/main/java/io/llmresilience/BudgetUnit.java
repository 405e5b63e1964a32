package io.llmresilience;

/**
 * What a budget counts.
 */
public enum BudgetUnit {

	/**
	 * US dollars.
	 */
	USD,

	/**
	 * Input and output tokens together.
	 */
	TOKENS

}
