package io.llmresilience.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.OutputSettings;
import io.llmresilience.ratelimit.RateLimits;
import io.llmresilience.ratelimit.TokenCounting;

/**
 * Finds configured limits that would let no ordinary call through.
 */
final class RateLimitCheck {

	private final LlmResilienceProperties properties;

	private final OutputSettings output;

	RateLimitCheck(LlmResilienceProperties properties) {
		this.properties = properties;
		this.output = new OutputSettings(properties.chat().maxTokens(), properties.chat().maxTokensLimit());
	}

	/**
	 * Check what is configured for a route.
	 * @param provider the route's provider
	 * @param model the route's model
	 * @throws LlmConfigurationException if the smallest prompt with the default answer is
	 * larger than a limit
	 */
	void accept(Provider provider, ModelSpec model) {
		LlmResilienceProperties.Provider ofProvider = this.properties.providers().get(provider.name());
		if (ofProvider != null) {
			check("llm.resilience.providers." + provider.name(), ofProvider.rateLimit(), provider, model);
		}
		List<LlmResilienceProperties.Model> models = this.properties.models();
		for (int i = 0; i < models.size(); i++) {
			if (model.id().equals(models.get(i).id())) {
				check("llm.resilience.models[" + i + "]", models.get(i).rateLimit(), provider, model);
			}
		}
	}

	private void check(String owner, RateLimits limits, Provider provider, ModelSpec model) {
		boolean reserved = provider.counting() == TokenCounting.AT_ADMISSION;
		int answer = reserved ? this.output.defaultFor(model) : 1;
		check(owner + ".rate-limit.output-tokens-per-minute", limits.outputTokensPerMinute(), answer, model);
		check(owner + ".rate-limit.tokens-per-minute", limits.tokensPerMinute(), RateLimits.SMALLEST_PROMPT + answer,
				model);
	}

	private static void check(String property, @Nullable Long limit, long smallest, ModelSpec model) {
		if (limit != null && limit < smallest) {
			throw new LlmConfigurationException(
					"'" + property + "' is " + limit + ", but the smallest call of " + model.id() + " takes " + smallest
							+ " tokens, its answer included.",
					"Raise the limit to what the provider allows, or lower 'llm.resilience.chat.max-tokens'.");
		}
	}

}
