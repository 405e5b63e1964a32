package io.llmresilience.model;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * How many tokens an answer may have when the request does not say, and at most.
 *
 * @param maxTokens the default, {@code null} for 1024 or, for models that reason, 8192
 * @param maxTokensLimit the ceiling for requests, {@code null} for none but the model's
 * own
 */
public record OutputSettings(@Nullable Integer maxTokens, @Nullable Integer maxTokensLimit) {

	private static final int DEFAULT = 1024;

	private static final int DEFAULT_WITH_REASONING = 8192;

	public OutputSettings {
		positive(maxTokens, "max-tokens");
		positive(maxTokensLimit, "max-tokens-limit");
	}

	private static void positive(@Nullable Integer value, String name) {
		if (value != null && value < 1) {
			throw new IllegalArgumentException(
					"'llm.resilience.chat." + name + "' must be at least 1, but is " + value);
		}
	}

	ChatRequest.Output fit(ChatRequest.Output asked, ModelSpec model) {
		return new ChatRequest.Output(
				(asked.maxTokens() != null) ? within(asked.maxTokens(), model) : defaultFor(model), asked.format());
	}

	/**
	 * Return how many tokens an answer may have when the request does not say.
	 * @param model the model
	 * @return the tokens, not more than the model can produce
	 */
	public int defaultFor(ModelSpec model) {
		int usual = model.has(Quirk.REASONING) ? DEFAULT_WITH_REASONING : DEFAULT;
		return within((this.maxTokens != null) ? this.maxTokens : usual, model);
	}

	private int within(int wanted, ModelSpec model) {
		int limit = (this.maxTokensLimit != null) ? this.maxTokensLimit : Integer.MAX_VALUE;
		return Math.min(Math.min(wanted, limit), model.maxTokens());
	}

}
