package io.llmresilience.model;

import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one model. Immutable.
 *
 * @param id the model, {@code provider/model}
 * @param known whether the catalogue knows it; {@code false} means conservative
 * assumptions
 * @param limits how much fits
 * @param quirks how its requests differ from the dialect's rule
 * @param price what it costs, {@code null} if unknown
 */
public record ModelSpec(String id, boolean known, Limits limits, Set<Quirk> quirks, @Nullable ModelPrice price) {

	public ModelSpec {
		Objects.requireNonNull(id, "'id' must not be null");
		Objects.requireNonNull(limits, "'limits' must not be null");
		quirks = Set.copyOf(quirks);
	}

	/**
	 * Create a model whose prompt may fill its context window, and whose price is
	 * unknown.
	 * @param id the model, {@code provider/model}
	 * @param known whether the catalogue knows it
	 * @param contextWindow the tokens that prompt and answer may have together
	 * @param maxTokens the most tokens it can produce
	 * @param quirks how its requests differ from the dialect's rule
	 */
	public ModelSpec(String id, boolean known, int contextWindow, int maxTokens, Set<Quirk> quirks) {
		this(id, known, new Limits(contextWindow, contextWindow, maxTokens), quirks, null);
	}

	ModelSpec withPrice(@Nullable ModelPrice price) {
		return new ModelSpec(this.id, this.known, this.limits, this.quirks, price);
	}

	/**
	 * Return the tokens that prompt and answer may have together.
	 * @return the tokens, positive
	 */
	public int contextWindow() {
		return this.limits.contextWindow();
	}

	/**
	 * Return the most tokens that the model can produce.
	 * @return the tokens, positive
	 */
	public int maxTokens() {
		return this.limits.maxTokens();
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
	 * How much fits. All numbers are tokens and positive.
	 *
	 * @param contextWindow what prompt and answer may have together
	 * @param maxInput what a prompt may have, not more than the context window
	 * @param maxTokens the most that the model can produce
	 */
	public record Limits(int contextWindow, int maxInput, int maxTokens) {

		public Limits {
			positive(contextWindow, "contextWindow");
			positive(maxInput, "maxInput");
			positive(maxTokens, "maxTokens");
			if (maxInput > contextWindow) {
				throw new IllegalArgumentException("'maxInput' is " + maxInput + ", more than the 'contextWindow' of "
						+ contextWindow + "; it is a part of it");
			}
		}

		private static void positive(int value, String name) {
			if (value < 1) {
				throw new IllegalArgumentException("'" + name + "' must be positive, but is " + value);
			}
		}

		/**
		 * Return how many tokens a prompt may have beside its answer.
		 * @param maxTokens the most tokens that the answer may have
		 * @return the tokens, negative if not even the answer fits
		 */
		public int promptBeside(int maxTokens) {
			return Math.min(this.contextWindow - maxTokens, this.maxInput);
		}

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
