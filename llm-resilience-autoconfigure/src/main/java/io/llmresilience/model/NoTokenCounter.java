package io.llmresilience.model;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Counts nothing, since there is no tokenizer.
 */
enum NoTokenCounter implements TokenCounter {

	/**
	 * The only one.
	 */
	INSTANCE;

	@Override
	public boolean isExact(ModelSpec model) {
		return false;
	}

	@Override
	public long count(String text, ModelSpec model) {
		throw refusal(model);
	}

	@Override
	public long count(Message message, ModelSpec model) {
		throw refusal(model);
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		throw refusal(model);
	}

	static IllegalArgumentException refusal(ModelSpec model) {
		return new IllegalArgumentException("'model' must be one whose tokens can be counted, but is " + model.id()
				+ "; ask 'counts' first, and estimate if it says no");
	}

}
