package io.llmresilience.autoconfigure;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.model.ModelPrice;
import io.llmresilience.model.ModelPrice.LongPrompt;
import io.llmresilience.model.ModelPrice.Rates;
import io.llmresilience.model.ServiceFactors;

/**
 * A configured price, and what it makes of the one that is known already.
 */
final class ConfiguredPrice {

	private final String property;

	private final LlmResilienceProperties.Price given;

	ConfiguredPrice(String property, LlmResilienceProperties.Price given) {
		this.property = property;
		this.given = given;
	}

	ModelPrice over(@Nullable ModelPrice known) {
		LlmResilienceProperties.Price given = this.given;
		Rates rates = new ConfiguredRates(this.property, given.input(), given.output(), given.cachedInput(),
				given.cacheWrite(), given.cacheWriteHour())
			.over((known != null) ? known.rates() : null);
		LongPrompt longPrompt = longPrompt((known != null) ? known.longPrompt() : null);
		ServiceFactors factors = factors((known != null) ? known.factors() : ServiceFactors.NONE);
		try {
			return new ModelPrice(rates, longPrompt, factors);
		}
		catch (IllegalArgumentException ex) {
			throw new LlmConfigurationException("'" + this.property + "' cannot work: " + ex.getMessage() + ".",
					"Give USD per million tokens with fewer decimals.");
		}
	}

	private @Nullable LongPrompt longPrompt(@Nullable LongPrompt known) {
		LlmResilienceProperties.LongPrompt given = this.given.longPrompt();
		if (given == null) {
			return known;
		}
		String property = this.property + ".long-prompt";
		Rates rates = new ConfiguredRates(property, given.input(), given.output(), given.cachedInput(),
				given.cacheWrite(), given.cacheWriteHour())
			.over((known != null) ? known.rates() : null);
		return new LongPrompt(above(given.above(), known, property + ".above"), rates);
	}

	private static long above(@Nullable Long given, @Nullable LongPrompt known, String property) {
		if (given == null && known != null) {
			return known.above();
		}
		if (given == null || given < 1) {
			throw new LlmConfigurationException(
					"'" + property + "' must be at least 1, but is " + ((given != null) ? given : "not set") + ".",
					"Give the tokens of the longest prompt that has the ordinary price.");
		}
		return given;
	}

	private ServiceFactors factors(ServiceFactors known) {
		Map<String, BigDecimal> tiers = new HashMap<>(known.tiers());
		this.given.serviceTiers().forEach((tier, factor) -> {
			ConfiguredRates.check(factor, this.property + ".service-tiers." + tier, "a factor, for example 0.5");
			tiers.put(tier, factor);
		});
		return new ServiceFactors(tiers, known.regions());
	}

}
