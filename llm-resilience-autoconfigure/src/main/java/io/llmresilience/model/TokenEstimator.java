package io.llmresilience.model;

import java.util.Objects;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Says how many tokens a prompt probably has before it is sent. Implementations are
 * thread-safe, and fast even for long prompts: they run on the caller's thread.
 */
public interface TokenEstimator {

	/**
	 * Estimate a text by itself.
	 * @param text the text
	 * @return the tokens, rather too many than too few
	 */
	long estimate(String text);

	/**
	 * Estimate what a message adds to a prompt: what it holds, its role and what
	 * separates it from others.
	 * @param message the message
	 * @return the tokens, rather too many than too few
	 */
	long estimate(Message message);

	/**
	 * Estimate a request's prompt: its messages, tools and schema.
	 * @param request the request
	 * @return the estimate
	 */
	TokenEstimate estimate(ChatRequest request);

	/**
	 * Count a request's prompt, where that is possible and the estimate alone does not
	 * decide. It takes longer and does not happen on the caller's thread.
	 * @param request the request
	 * @param estimate what was estimated
	 * @return the estimate with the tokens that were counted, or nothing
	 */
	default Mono<TokenEstimate> count(ChatRequest request, TokenEstimate estimate) {
		return Mono.empty();
	}

	/**
	 * Take note of the tokens that the provider counted.
	 * @param estimate what was estimated
	 * @param inputTokens what was counted, cached part included
	 */
	default void observed(TokenEstimate estimate, long inputTokens) {
	}

	/**
	 * Return an estimator that can also count.
	 * @param counter counts
	 * @param model the model whose tokens are counted
	 * @param worker where counting happens
	 * @return the estimator, this one if the counter's counts are no better
	 */
	default TokenEstimator withCounter(TokenCounter counter, ModelSpec model, Scheduler worker) {
		Objects.requireNonNull(worker, "'worker' must not be null");
		return counter.isExact(model) ? new CountingEstimator(this, counter, model, worker) : this;
	}

	/**
	 * Create an estimator that begins with a ratio and learns the true one from every
	 * answer. Use one for each model: their tokenizers differ. {@link TokenEstimators}
	 * keeps them and knows with which ratio to begin.
	 * @param lettersPerToken how many letters of text make a token, rather too few
	 * @return the estimator
	 */
	static TokenEstimator calibrating(double lettersPerToken) {
		return new CalibratingEstimator(PromptRules.UNKNOWN.withLettersPerToken(lettersPerToken));
	}

}
