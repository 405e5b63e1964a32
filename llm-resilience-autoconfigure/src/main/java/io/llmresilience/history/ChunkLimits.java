package io.llmresilience.history;

import java.util.Locale;

/**
 * How large chunks may be.
 *
 * @param measure in what sizes are given
 * @param size the most that a chunk may have
 * @param overlap the most that it may repeat of the chunk before
 * @param locale whose sentences are looked for
 */
record ChunkLimits(TextMeasure measure, int size, int overlap, Locale locale) {

	ChunkLimits {
		if (size < 1) {
			throw new IllegalArgumentException("'limit' must be at least 1, but is " + size);
		}
		if (overlap < 0) {
			throw new IllegalArgumentException("'overlap' must not be negative, but is " + overlap);
		}
		if (overlap >= size) {
			throw new IllegalArgumentException("'overlap' must be smaller than a chunk, which may have " + size + " "
					+ measure.unit() + ", but is " + overlap + "; a tenth of that is usual");
		}
	}

	/**
	 * Return what is left for new text when all of the overlap is used.
	 */
	int room() {
		return this.size - this.overlap;
	}

	/**
	 * Return how much is combined in one request unless something else is said.
	 */
	int usualRequest() {
		return Math.max(this.size, this.measure.usualRequest());
	}

	IllegalArgumentException tooSmall(ChunkText text) {
		return new IllegalArgumentException("'limit' must be large enough for any character, but is " + this.size
				+ " and the one at offset " + text.offset() + " has " + this.measure.of(text.first()) + " "
				+ this.measure.unit() + "; use a larger limit");
	}

}
