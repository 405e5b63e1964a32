package io.llmresilience.test;

/**
 * Counts the tokens of a request's prompt in the provider's place.
 */
@FunctionalInterface
public interface PromptTokenCounter {

	/**
	 * Counts the tokens of the whole prompt. Called on an event loop, must not block.
	 * @param request a request that is well formed in its dialect
	 * @return the number of tokens, zero or more
	 */
	int count(ReceivedRequest request);

}
