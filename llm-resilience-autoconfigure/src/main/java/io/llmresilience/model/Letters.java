package io.llmresilience.model;

/**
 * Weighs texts by what their characters usually take of a tokenizer's tokens, one letter
 * of English being the unit.
 */
final class Letters {

	private static final byte LETTER = 1;

	/** Digits and punctuation, of which few make a token. */
	private static final byte SIGN = 2;

	/** Greek, Cyrillic, Hebrew, Arabic. */
	private static final byte OTHER_ALPHABET = 2;

	/** Kana, Hangul, symbols, and halves of surrogate pairs. */
	private static final byte WIDE = 4;

	/** Letters with accents, at which words are cut, and ideographs. */
	private static final byte RARE = 5;

	/** A table has no branches that could be mispredicted. */
	private static final byte[] WEIGHTS = weights();

	private Letters() {
	}

	/**
	 * Weigh a text. Every character is looked at: a part of a text says nothing certain
	 * about the rest.
	 */
	static long weight(String text) {
		long weight = 0;
		for (int i = 0; i < text.length(); i++) {
			weight += WEIGHTS[text.charAt(i)];
		}
		return weight;
	}

	private static byte[] weights() {
		byte[] weights = new byte[Character.MAX_VALUE + 1];
		for (int c = 0; c < weights.length; c++) {
			weights[c] = (c < 0x80) ? ofAscii(c) : ofOther(c);
		}
		return weights;
	}

	private static byte ofAscii(int c) {
		return (c == ' ' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) ? LETTER : SIGN;
	}

	private static byte ofOther(int c) {
		if (c < 0x250 || Character.isIdeographic(c)) {
			return RARE;
		}
		return (c < 0x800) ? OTHER_ALPHABET : WIDE;
	}

}
