package io.llmresilience.budget;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;
import io.llmresilience.model.TokenEstimate;
import io.llmresilience.model.TokenEstimator;

/**
 * Takes everything for equally long.
 *
 * @param tokens the tokens of everything
 */
record FixedEstimator(long tokens) implements TokenEstimator {

	@Override
	public long estimate(String text) {
		return this.tokens;
	}

	@Override
	public long estimate(Message message) {
		return this.tokens;
	}

	@Override
	public TokenEstimate estimate(ChatRequest request) {
		return new TokenEstimate(this.tokens, 1);
	}

}
