package io.llmresilience.budget;

import io.llmresilience.BudgetUnit;

/**
 * What a call takes or took, in every unit.
 *
 * @param usd in 1e-12 USD, {@link #UNKNOWN} if nobody knows its price
 * @param tokens in tokens
 */
record Bill(long usd, long tokens) {

	static final long UNKNOWN = -1;

	static final Bill NOTHING = new Bill(0, 0);

	long in(BudgetUnit unit) {
		return (unit == BudgetUnit.USD) ? this.usd : this.tokens;
	}

	/**
	 * Return what is to be reserved; what is not known cannot be.
	 */
	long reserved(BudgetUnit unit) {
		return Math.max(in(unit), 0);
	}

}
