package io.llmresilience.autoconfigure;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import io.llmresilience.model.ModelPrice.Rates;

/**
 * Configured rates in USD per million tokens; {@code null} where the known one stands.
 *
 * @param property the property that they are below
 * @param input the prompt outside the cache
 * @param output the answer
 * @param cachedInput what was read from the cache
 * @param cacheWrite what was written to the cache
 * @param cacheWriteHour what was written to the cache for an hour
 */
record ConfiguredRates(String property, @Nullable BigDecimal input, @Nullable BigDecimal output,
		@Nullable BigDecimal cachedInput, @Nullable BigDecimal cacheWrite, @Nullable BigDecimal cacheWriteHour) {

	private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

	ConfiguredRates {
		check(input, property + ".input");
		check(output, property + ".output");
		check(cachedInput, property + ".cached-input");
		check(cacheWrite, property + ".cache-write");
		check(cacheWriteHour, property + ".cache-write-hour");
	}

	private static void check(@Nullable BigDecimal rate, String property) {
		check(rate, property, "USD per million tokens, for example 2.50");
	}

	static void check(@Nullable BigDecimal value, String property, String example) {
		if (value != null && (value.signum() < 0 || value.compareTo(MOST) > 0
				|| value.stripTrailingZeros().scale() > Rates.DECIMALS)) {
			throw new LlmConfigurationException(
					"'" + property + "' must be between 0 and " + MOST + " and have at most " + Rates.DECIMALS
							+ " decimals, but is " + value.toPlainString() + ".",
					"Give " + example + ", or leave it out for the catalogue's value.");
		}
	}

	Rates over(@Nullable Rates known) {
		if (known == null) {
			return Rates.of(required(this.input, "input"), required(this.output, "output"), this.cachedInput,
					this.cacheWrite, this.cacheWriteHour);
		}
		return Rates.of(or(this.input, known.input()), or(this.output, known.output()),
				orNull(this.cachedInput, unless(known.input(), known.cachedInput())),
				orNull(this.cacheWrite, unless(known.input(), known.cacheWrite())),
				orNull(this.cacheWriteHour, unless(known.cacheWrite(), known.cacheWriteHour())));
	}

	private BigDecimal required(@Nullable BigDecimal rate, String name) {
		if (rate == null) {
			throw new LlmConfigurationException(
					"'" + this.property + "." + name + "' is not set, and the catalogue has no such price either.",
					"Set both input and output, in USD per million tokens; a price of zero must be written down.");
		}
		return rate;
	}

	/**
	 * A rate that is no other than the general one has none of its own, and follows it.
	 */
	private static @Nullable BigDecimal unless(BigDecimal general, BigDecimal rate) {
		return rate.equals(general) ? null : rate;
	}

	private static BigDecimal or(@Nullable BigDecimal rate, BigDecimal other) {
		return (rate != null) ? rate : other;
	}

	private static @Nullable BigDecimal orNull(@Nullable BigDecimal rate, @Nullable BigDecimal other) {
		return (rate != null) ? rate : other;
	}

}
