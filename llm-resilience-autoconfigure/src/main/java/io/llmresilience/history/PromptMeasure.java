package io.llmresilience.history;

import io.llmresilience.ProviderException.PromptSize;

/**
 * How long a prompt is, and how long it may be, in our own count.
 *
 * @param messages the tokens of all messages
 * @param frame the tokens of what is sent with them, such as tools
 * @param limit the tokens that may be sent altogether
 * @param exact whether this is the model's own way to count
 */
record PromptMeasure(long messages, long frame, long limit, boolean exact) {

	/** Providers do not tell how they write messages and tools into a prompt. */
	private static final double EXACT_MARGIN = 0.01;

	private static final double ESTIMATE_MARGIN = 0.1;

	/** After the provider has told how far off the count is, little can be. */
	private static final double CORRECTED = 0.98;

	/** Without its numbers, a part of this size has to go. */
	private static final double UNTOLD = 0.8;

	long tokens() {
		return this.messages + this.frame;
	}

	boolean fits() {
		return this.messages <= messageLimit();
	}

	/**
	 * No estimate alone makes a prompt too long.
	 */
	boolean certainlyTooLong() {
		return this.exact && tokens() > this.limit;
	}

	/**
	 * What messages may have together, with a margin for errors of counting.
	 */
	long messageLimit() {
		double margin = this.exact ? EXACT_MARGIN : ESTIMATE_MARGIN;
		return (long) (this.limit * (1 - margin)) - this.frame;
	}

	/**
	 * What messages may have together after the provider found the prompt too long.
	 */
	long messageLimitAfter(PromptSize size) {
		return (long) (tokens() * CORRECTED * size.limit() / size.tokens()) - this.frame;
	}

	/**
	 * What messages may have together after the provider found the prompt too long and
	 * did not say by how much.
	 */
	long messageLimitAfterRefusal() {
		return (long) (Math.min(this.limit, tokens()) * UNTOLD) - this.frame;
	}

}
