package io.llmresilience.ratelimit;

import io.llmresilience.ChatRequest;

/**
 * Says how many tokens a prompt probably has before it is sent. Implementations are
 * thread-safe, and fast even for long prompts: they run on the caller's thread.
 */
public interface TokenEstimator {

	/**
	 * Estimate a request's prompt.
	 * @param request the request
	 * @return the estimate
	 */
	TokenEstimate estimate(ChatRequest request);

	/**
	 * Take note of the tokens that the provider counted.
	 * @param estimate what was estimated
	 * @param inputTokens what was counted, cached part included
	 */
	default void observed(TokenEstimate estimate, long inputTokens) {
	}

	/**
	 * Create an estimator that begins with a ratio and learns the true one from every
	 * answer. Use one for each model: their tokenizers differ.
	 * @param bytesPerToken how many bytes of text make a token, rather too few: 4 is
	 * usual for English and OpenAI's models, 3 for Anthropic's
	 * @return the estimator
	 */
	static TokenEstimator calibrating(double bytesPerToken) {
		return new CalibratingEstimator(bytesPerToken);
	}

}
