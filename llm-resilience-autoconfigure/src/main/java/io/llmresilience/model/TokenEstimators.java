package io.llmresilience.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The estimators of all models, one for each: whoever estimates the prompts of a model
 * uses what was learnt from all its answers. Thread-safe.
 */
public final class TokenEstimators {

	private final Map<String, TokenEstimator> estimators = new ConcurrentHashMap<>();

	/**
	 * Return the estimator of a model. It begins with what is known of the model's
	 * tokenizer, and on the safe side where nothing is.
	 * @param model the model
	 * @return the estimator, the same one for the same model
	 */
	public TokenEstimator of(ModelSpec model) {
		return this.estimators.computeIfAbsent(model.id(), (id) -> new CalibratingEstimator(PromptRules.of(model)));
	}

}
