package io.llmresilience.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;

import io.llmresilience.BudgetUnit;

/**
 * An amount as the books have it: a whole number of 1e-12 USD, or of tokens. No cost has
 * more decimals, so that nothing is ever rounded.
 *
 * @param unit what is counted
 * @param count the number
 */
record Amount(BudgetUnit unit, long count) {

	private static final int PICO = 12;

	private static final int SHOWN_DECIMALS = 6;

	/** Two of them still fit into the books. */
	private static final long LARGEST = 4_000_000_000_000_000_000L;

	static Amount of(BudgetUnit unit, BigDecimal amount) {
		return new Amount(unit, amount.movePointRight(decimals(unit)).longValueExact());
	}

	static int decimals(BudgetUnit unit) {
		return (unit == BudgetUnit.USD) ? PICO : 0;
	}

	static BigDecimal largest(BudgetUnit unit) {
		return new BigDecimal(new Amount(unit, LARGEST).text());
	}

	/**
	 * Add what may be more than the books can hold.
	 */
	static long sum(long one, long other) {
		long sum = one + other;
		return (sum >= 0) ? sum : Long.MAX_VALUE;
	}

	BigDecimal decimal() {
		return BigDecimal.valueOf(this.count, decimals(this.unit));
	}

	/**
	 * Return the number for people, without its unit.
	 */
	String text() {
		return decimal().setScale(Math.min(decimals(this.unit), SHOWN_DECIMALS), RoundingMode.HALF_UP)
			.stripTrailingZeros()
			.toPlainString();
	}

	@Override
	public String toString() {
		return text() + ((this.unit == BudgetUnit.USD) ? " USD" : " tokens");
	}

}
