package io.llmresilience.model;

import java.util.Objects;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Answers with estimates.
 */
final class EstimatingTokenCounter implements TokenCounter {

	private final TokenEstimators estimators;

	EstimatingTokenCounter(TokenEstimators estimators) {
		this.estimators = Objects.requireNonNull(estimators, "'estimators' must not be null");
	}

	@Override
	public boolean isExact(ModelSpec model) {
		return false;
	}

	@Override
	public long count(String text, ModelSpec model) {
		return this.estimators.of(model).estimate(text);
	}

	@Override
	public long count(Message message, ModelSpec model) {
		return this.estimators.of(model).estimate(message);
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		return this.estimators.of(model).estimate(request).tokens();
	}

}
