package io.llmresilience.history;

import java.util.Objects;
import java.util.random.RandomGenerator;

import io.llmresilience.ChatExchange;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * The route that summarizes.
 *
 * @param exchange the route, without a history filter of its own
 * @param model its model
 * @param counter counts its tokens
 * @param random draws the marks around what is to be summarized, which nobody may be able
 * to guess
 */
public record SummaryRoute(ChatExchange exchange, ModelSpec model, TokenCounter counter, RandomGenerator random) {

	/** What a model that reasons may think before it writes a summary. */
	private static final int REASONING = 4096;

	/** Smaller pieces would cost more instructions than text. */
	private static final int LEAST_PIECE = 2;

	private static final double EXACT_MARGIN = 0.01;

	private static final double ESTIMATE_MARGIN = 0.1;

	public SummaryRoute {
		Objects.requireNonNull(exchange, "'exchange' must not be null");
		Objects.requireNonNull(model, "'model' must not be null");
		Objects.requireNonNull(counter, "'counter' must not be null");
		Objects.requireNonNull(random, "'random' must not be null");
	}

	/**
	 * Return what the route's model needs to summarize with use.
	 * @param maxTokens the most tokens that a summary may have
	 * @return the least tokens that its context window must have: for instructions, the
	 * summary before, the answer, and text of twice a summary's length
	 */
	public long leastWindow(int maxTokens) {
		return answerTokens(maxTokens) + SummaryPrompt.MOST_TOKENS_AROUND + (1L + LEAST_PIECE) * maxTokens;
	}

	/**
	 * Return whether the route's model can summarize with use.
	 * @param maxTokens the most tokens that a summary may have
	 * @return whether its window is not too small
	 */
	public boolean holds(int maxTokens) {
		int answer = answerTokens(maxTokens);
		return this.model.limits().promptBeside(answer) >= leastWindow(maxTokens) - answer;
	}

	/**
	 * Return how many tokens an answer may have, reasoning included.
	 */
	int answerTokens(int maxTokens) {
		int reasoning = this.model.has(ModelSpec.Quirk.REASONING) ? REASONING : 0;
		return Math.min(maxTokens + reasoning, this.model.maxTokens());
	}

	/**
	 * Return how many tokens of text may be summarized at once.
	 */
	long pieceTokens(int maxTokens) {
		double margin = this.counter.isExact(this.model) ? EXACT_MARGIN : ESTIMATE_MARGIN;
		long prompt = (long) (this.model.limits().promptBeside(answerTokens(maxTokens)) * (1 - margin));
		return Math.max(prompt - SummaryPrompt.MOST_TOKENS_AROUND - maxTokens, 1);
	}

	long count(String text) {
		return this.counter.count(text, this.model);
	}

}
