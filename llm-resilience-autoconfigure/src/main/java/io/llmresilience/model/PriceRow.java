package io.llmresilience.model;

import java.math.BigDecimal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A price as the catalogue's table has it.
 *
 * @param input USD per million tokens of the prompt
 * @param output USD per million tokens of the answer
 * @param cachedInput USD per million tokens read from the cache
 * @param cacheWrite USD per million tokens written to the cache
 * @param cacheWriteHour USD per million tokens written to the cache for an hour
 * @param longPrompt the same for long prompts
 * @param tiers factors by service tier
 * @param regions factors by region
 */
record PriceRow(BigDecimal input, BigDecimal output, @Nullable BigDecimal cachedInput, @Nullable BigDecimal cacheWrite,
		@Nullable BigDecimal cacheWriteHour, @Nullable LongPromptRow longPrompt,
		@Nullable Map<String, BigDecimal> tiers, @Nullable Map<String, BigDecimal> regions) {

	ModelPrice toPrice() {
		return new ModelPrice(
				ModelPrice.Rates.of(this.input, this.output, this.cachedInput, this.cacheWrite, this.cacheWriteHour),
				(this.longPrompt != null) ? this.longPrompt.toLongPrompt() : null,
				new ServiceFactors(orEmpty(this.tiers), orEmpty(this.regions)));
	}

	private static Map<String, BigDecimal> orEmpty(@Nullable Map<String, BigDecimal> factors) {
		return (factors != null) ? factors : Map.of();
	}

	record LongPromptRow(long above, BigDecimal input, BigDecimal output, @Nullable BigDecimal cachedInput,
			@Nullable BigDecimal cacheWrite, @Nullable BigDecimal cacheWriteHour) {

		ModelPrice.LongPrompt toLongPrompt() {
			return new ModelPrice.LongPrompt(this.above, ModelPrice.Rates.of(this.input, this.output, this.cachedInput,
					this.cacheWrite, this.cacheWriteHour));
		}

	}

}
