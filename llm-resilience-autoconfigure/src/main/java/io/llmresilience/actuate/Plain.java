package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Rounds values so that people can read them.
 */
final class Plain {

	private static final int DECIMALS = 6;

	private static final double SHARE = 10_000;

	private Plain() {
	}

	/**
	 * Return an amount with six decimals at most, which no JSON writer shows with an
	 * exponent.
	 */
	static BigDecimal amount(BigDecimal amount) {
		BigDecimal plain = amount.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
		return (plain.scale() < 0) ? plain.setScale(0) : plain;
	}

	static @Nullable BigDecimal amountOrNull(@Nullable BigDecimal amount) {
		return (amount != null) ? amount(amount) : null;
	}

	static double share(double share) {
		return Math.round(share * SHARE) / SHARE;
	}

	static Instant instant(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MILLIS);
	}

	static @Nullable Instant instantOrNull(@Nullable Instant instant) {
		return (instant != null) ? instant(instant) : null;
	}

}
