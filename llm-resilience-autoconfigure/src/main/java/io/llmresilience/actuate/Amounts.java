package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.math.RoundingMode;

import org.jspecify.annotations.Nullable;

/**
 * Rounds numbers so that they are shown as plain decimals.
 */
final class Amounts {

	private static final int DECIMALS = 6;

	private static final double SHARE = 10_000;

	private Amounts() {
	}

	/**
	 * Return an amount with six decimals at most, which no JSON writer shows with an
	 * exponent.
	 */
	static BigDecimal of(BigDecimal amount) {
		BigDecimal plain = amount.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
		return (plain.scale() < 0) ? plain.setScale(0) : plain;
	}

	static @Nullable BigDecimal ofNullable(@Nullable BigDecimal amount) {
		return (amount != null) ? of(amount) : null;
	}

	static double share(double share) {
		return Math.round(share * SHARE) / SHARE;
	}

}
