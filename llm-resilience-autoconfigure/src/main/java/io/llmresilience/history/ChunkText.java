package io.llmresilience.history;

/**
 * What is looked at of a document. Not thread-safe.
 */
final class ChunkText {

	private final StringBuilder text = new StringBuilder();

	private long offset;

	private boolean ended;

	/**
	 * Add the next characters of the document.
	 * @throws IllegalArgumentException if half of a code point is missing
	 */
	void append(CharSequence piece, int start, int end) {
		for (int i = start; i < end; i++) {
			checkPair(piece.charAt(i));
			this.text.append(piece.charAt(i));
		}
	}

	private void checkPair(char next) {
		boolean open = this.text.length() > 0 && Character.isHighSurrogate(this.text.charAt(this.text.length() - 1));
		if (open != Character.isLowSurrogate(next)) {
			throw unpaired(open ? this.text.length() - 1 : this.text.length());
		}
	}

	/**
	 * Say that the document has no more characters.
	 * @throws IllegalArgumentException if half of a code point is missing
	 */
	void end() {
		checkPair('.');
		this.ended = true;
	}

	private IllegalArgumentException unpaired(int index) {
		return new IllegalArgumentException("'text' must be well-formed, but has half of a surrogate pair at offset "
				+ (this.offset + index) + "; decode the document with its own charset, or replace what is broken");
	}

	/**
	 * Forget the first characters.
	 */
	void drop(int count) {
		this.text.delete(0, count);
		this.offset += count;
	}

	String substring(int start, int end) {
		return this.text.substring(start, end);
	}

	/**
	 * Return the text up to an index, or one less where that would halve a code point.
	 */
	String wholeUntil(int end) {
		boolean halved = end > 0 && end < this.text.length() && Character.isLowSurrogate(this.text.charAt(end));
		return this.text.substring(0, halved ? end - 1 : end);
	}

	/**
	 * Return the first code point.
	 */
	String first() {
		return this.text.substring(0, Character.charCount(this.text.codePointAt(0)));
	}

	int length() {
		return this.text.length();
	}

	/**
	 * Return where in the document this text begins.
	 */
	long offset() {
		return this.offset;
	}

	/**
	 * Return whether the document has nothing after this text.
	 */
	boolean ended() {
		return this.ended;
	}

}
