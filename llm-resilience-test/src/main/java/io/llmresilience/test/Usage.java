package io.llmresilience.test;

import org.jspecify.annotations.Nullable;

/**
 * Token counts an answer reports; input is the whole prompt, cached tokens included.
 */
record Usage(@Nullable Integer input, @Nullable Integer output, int cached, int cacheWritten, int reasoning) {

	static final Usage ESTIMATED = new Usage(null, null, 0, 0, 0);

	Usage withTotals(int input, int output) {
		return new Usage(Check.notNegative("input", input), Check.notNegative("output", output), this.cached,
				this.cacheWritten, this.reasoning);
	}

	Usage withCached(int cached) {
		return new Usage(this.input, this.output, Check.notNegative("tokens", cached), this.cacheWritten,
				this.reasoning);
	}

	Usage withCacheWritten(int cacheWritten) {
		return new Usage(this.input, this.output, this.cached, Check.notNegative("tokens", cacheWritten),
				this.reasoning);
	}

	Usage withReasoning(int reasoning) {
		return new Usage(this.input, this.output, this.cached, this.cacheWritten,
				Check.notNegative("tokens", reasoning));
	}

	int inputOr(int estimate) {
		return (this.input != null) ? this.input : estimate;
	}

	int outputOr(int estimate) {
		return (this.output != null) ? this.output : estimate;
	}

}
