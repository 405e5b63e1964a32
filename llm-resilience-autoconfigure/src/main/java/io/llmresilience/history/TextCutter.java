package io.llmresilience.history;

import java.util.function.ToLongFunction;

/**
 * Finds the beginning of a text that has so many tokens, ending at a line or a word if it
 * can and never inside a character.
 */
final class TextCutter {

	/** Hardly any text has longer tokens, so that not all of a long one is counted. */
	private static final int MOST_CHARACTERS_PER_TOKEN = 8;

	/** A border further back would waste too much. */
	private static final double LEAST_SHARE = 0.7;

	private static final double CLOSER = 0.97;

	private TextCutter() {
	}

	/**
	 * Return the beginning of a text.
	 * @param text the text, not empty
	 * @param tokens the most tokens that the beginning may have
	 * @param counter counts the tokens of a text
	 * @return the beginning, which has at least one character
	 */
	static String head(String text, long tokens, ToLongFunction<String> counter) {
		int end = (int) Math.min(text.length(), Math.max(tokens, 1) * MOST_CHARACTERS_PER_TOKEN);
		end = whole(text, end);
		long count = counter.applyAsLong(text.substring(0, end));
		if (end == text.length() && count <= tokens) {
			return text;
		}
		while (count > tokens && end > whole(text, 1)) {
			int guess = (int) (end * CLOSER * tokens / count);
			end = whole(text, Math.max(Math.min(guess, end - 1), 1));
			count = counter.applyAsLong(text.substring(0, end));
		}
		return text.substring(0, border(text, end));
	}

	private static int border(String text, int end) {
		int least = (int) Math.ceil(end * LEAST_SHARE);
		int line = text.lastIndexOf('\n', end - 1) + 1;
		if (line > least) {
			return line;
		}
		int word = text.lastIndexOf(' ', end - 1) + 1;
		return (word > least) ? word : end;
	}

	/**
	 * Return an end that cuts no pair of surrogates: one less if there is more before it.
	 */
	private static int whole(String text, int end) {
		boolean cuts = end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))
				&& Character.isLowSurrogate(text.charAt(end));
		if (!cuts) {
			return end;
		}
		return (end > 1) ? end - 1 : end + 1;
	}

}
