package io.llmresilience.model;

import java.util.Objects;
import java.util.Set;

/**
 * What is known of one model. Immutable.
 *
 * @param id the model, {@code provider/model}
 * @param known whether the catalogue knows it; {@code false} means conservative
 * assumptions
 * @param contextWindow the tokens that prompt and answer may have together
 * @param maxTokens the most tokens it can produce
 * @param quirks how its requests differ from the dialect's rule
 */
public record ModelSpec(String id, boolean known, int contextWindow, int maxTokens, Set<Quirk> quirks) {

	public ModelSpec {
		Objects.requireNonNull(id, "'id' must not be null");
		if (contextWindow < 1) {
			throw new IllegalArgumentException(
					"'contextWindow' of " + id + " must be positive, but is " + contextWindow);
		}
		if (maxTokens < 1) {
			throw new IllegalArgumentException("'maxTokens' of " + id + " must be positive, but is " + maxTokens);
		}
		quirks = Set.copyOf(quirks);
	}

	/**
	 * Return the provider's part of the id.
	 * @return what stands before the first slash
	 */
	public String provider() {
		return this.id.substring(0, this.id.indexOf('/'));
	}

	/**
	 * Return the model's own name, as the provider wants it.
	 * @return what stands after the first slash
	 */
	public String name() {
		return this.id.substring(this.id.indexOf('/') + 1);
	}

	/**
	 * Return whether the model has a quirk.
	 * @param quirk the quirk
	 * @return whether it has it
	 */
	public boolean has(Quirk quirk) {
		return this.quirks.contains(quirk);
	}

	/**
	 * How a model's requests differ from its dialect's rule.
	 */
	public enum Quirk {

		/**
		 * Takes {@code max_completion_tokens} and refuses {@code max_tokens} (OpenAI).
		 */
		MAX_COMPLETION_TOKENS,

		/**
		 * Takes {@code developer} messages in the place of {@code system} messages
		 * (OpenAI).
		 */
		DEVELOPER_MESSAGES,

		/**
		 * Thinks before it answers, within the output limit, and so needs a larger one.
		 */
		REASONING,

		/**
		 * Refuses temperature and top-p other than the default.
		 */
		NO_SAMPLING,

		/**
		 * Refuses temperature and top-p together.
		 */
		TEMPERATURE_OR_TOP_P,

		/**
		 * Refuses stop sequences.
		 */
		NO_STOP_SEQUENCES,

		/**
		 * Refuses images.
		 */
		NO_IMAGES,

		/**
		 * Refuses tools.
		 */
		NO_TOOLS,

		/**
		 * Refuses to be forced to call a tool.
		 */
		NO_FORCED_TOOLS,

		/**
		 * Refuses a conversation that ends with an assistant's message.
		 */
		NO_PREFILL,

		/**
		 * Does not speak Chat Completions at all, only Responses (OpenAI).
		 */
		NO_CHAT_COMPLETIONS

	}

}
