package io.llmresilience.history;

import java.util.Objects;

/**
 * A part of a document that is small enough for one request. Immutable; {@code toString}
 * shows sizes, never content.
 *
 * @param index the chunk's number, from 0
 * @param text the text, overlap included
 * @param overlap how many characters at the begin of the text are repeated from the chunk
 * before
 * @param offset where the text begins in the document, in characters from 0
 */
public record DocumentChunk(int index, String text, int overlap, long offset) {

	public DocumentChunk {
		if (index < 0) {
			throw new IllegalArgumentException("'index' must not be negative, but is " + index);
		}
		Objects.requireNonNull(text, "'text' must not be null");
		if (overlap < 0 || overlap > text.length()) {
			throw new IllegalArgumentException(
					"'overlap' must be between 0 and the text's length of " + text.length() + ", but is " + overlap);
		}
		if (offset < 0) {
			throw new IllegalArgumentException("'offset' must not be negative, but is " + offset);
		}
	}

	/**
	 * Return what no chunk before has. These texts, joined, are the document.
	 * @return the text without its overlap
	 */
	public String textWithoutOverlap() {
		return this.text.substring(this.overlap);
	}

	@Override
	public String toString() {
		return "DocumentChunk[index=" + this.index + ", " + this.text.length() + " characters, overlap=" + this.overlap
				+ ", offset=" + this.offset + "]";
	}

}
