package io.llmresilience;

/**
 * Why a model stopped, in one word for all providers. The provider's own word is kept in
 * {@link ChatResponse#providerFinishReason()}.
 */
public enum FinishReason {

	/**
	 * The answer is finished.
	 */
	STOP,

	/**
	 * The output limit or the context window was reached: the answer is cut, and may be
	 * empty if reasoning used up the limit.
	 */
	LENGTH,

	/**
	 * The model wants tools called.
	 */
	TOOL_CALLS,

	/**
	 * The provider or the model refused for safety reasons.
	 */
	CONTENT_FILTER,

	/**
	 * Something else.
	 */
	OTHER

}
