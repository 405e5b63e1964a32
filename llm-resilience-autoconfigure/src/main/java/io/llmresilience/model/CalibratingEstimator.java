package io.llmresilience.model;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Estimates tokens from the weight of texts, and learns the ratio of the two.
 */
final class CalibratingEstimator implements TokenEstimator {

	/** Shorter texts say little about others. */
	private static final int LEAST_WEIGHT = 200;

	/** The part of a prompt that may be something else than texts, if it is to teach. */
	private static final double LARGEST_FIXED_PART = 1 / 4.0;

	/** From here on, what was counted was something else than the texts. */
	private static final double LARGEST_RATIO = 2;

	/** Not even runs of blanks shall make texts seem lighter. */
	private static final double SMALLEST_RATIO = 1 / 20.0;

	/** A single answer does not teach more than this multiple. */
	private static final double LARGEST_STEP = 2;

	private final PromptRules rules;

	private final AtomicReference<Average> tokensPerLetter;

	CalibratingEstimator(PromptRules rules) {
		if (!(rules.lettersPerToken() > 0)) {
			throw new IllegalArgumentException("'lettersPerToken' must be positive, but is " + rules.lettersPerToken());
		}
		this.rules = rules;
		this.tokensPerLetter = new AtomicReference<>(new Average(1 / rules.lettersPerToken(), 0));
	}

	@Override
	public long estimate(String text) {
		return tokens(Letters.weight(text));
	}

	@Override
	public long estimate(Message message) {
		PromptSize size = new PromptSize(this.rules);
		size.add(message);
		return tokens(size.weight()) + size.fixed();
	}

	@Override
	public TokenEstimate estimate(ChatRequest request) {
		PromptSize size = new PromptSize(this.rules);
		size.add(request);
		long tokens = tokens(size.weight());
		boolean telling = size.texts() && size.weight() >= LEAST_WEIGHT && size.fixed() <= tokens * LARGEST_FIXED_PART;
		return new TokenEstimate(tokens + size.fixed(), telling ? size.weight() : 0);
	}

	private long tokens(long weight) {
		return (long) Math.ceil(weight * Objects.requireNonNull(this.tokensPerLetter.get()).safe());
	}

	@Override
	public void observed(TokenEstimate estimate, long inputTokens) {
		double ratio = (double) inputTokens / Math.max(estimate.weight(), 1);
		if (estimate.weight() > 0 && inputTokens > 0 && ratio < LARGEST_RATIO) {
			double atLeast = Math.max(ratio, SMALLEST_RATIO);
			this.tokensPerLetter
				.updateAndGet((average) -> average.covering(Math.min(atLeast, average.mean() * LARGEST_STEP)));
		}
	}

}
