package io.llmresilience.history;

import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where a text may be cut. Not thread-safe.
 */
final class ChunkBorders {

	private static final Pattern CLUSTER = Pattern.compile("\\X");

	private static final char PARAGRAPH_SEPARATOR = '\u2029';

	private static final String LINE_BREAKS = "\n\r\u000B\f\u2028";

	private final Sentences sentences;

	private final BreakIterator opportunities;

	ChunkBorders(Locale locale) {
		this.sentences = new Sentences(locale);
		this.opportunities = BreakIterator.getLineInstance(locale);
	}

	/**
	 * Find the borders of one kind after the first character that is not white space and
	 * before the end of the text. White space goes with what stands before it, or stands
	 * between two borders: it may not fit.
	 */
	BitSet find(Kind kind, String text) {
		return switch (kind) {
			case PARAGRAPH -> spaces(text, 2);
			case SENTENCE -> sentences(text);
			case LINE -> spaces(text, 1);
			case WORD -> spaces(text, 0);
			case OPPORTUNITY -> opportunities(text);
			case CLUSTER -> clusters(text);
			case CODE_POINT -> codePoints(text);
		};
	}

	private BitSet sentences(String text) {
		BitSet borders = spaces(text, 2);
		this.sentences.addTo(borders, text);
		return borders;
	}

	/**
	 * Find the white space that has so many line breaks: where it begins, and where it
	 * ends or begins its last line.
	 */
	private static BitSet spaces(String text, int lineBreaks) {
		BitSet borders = new BitSet(text.length());
		for (int i = spacesEnd(text, 0); i < text.length(); i++) {
			int end = spacesEnd(text, i);
			if (end > i && lineBreaks(text, i, end) >= lineBreaks) {
				borders.set(i);
				borders.set((lineBreaks > 0) ? lineStart(text, end) : end, end < text.length());
			}
			i = end;
		}
		return borders;
	}

	static int spacesEnd(String text, int start) {
		int end = start;
		while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
			end++;
		}
		return end;
	}

	static int spacesStart(String text, int end) {
		int start = end;
		while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) {
			start--;
		}
		return start;
	}

	private static int lineBreaks(String text, int start, int end) {
		int count = 0;
		for (int i = start; i < end; i++) {
			char each = text.charAt(i);
			if (each == PARAGRAPH_SEPARATOR) {
				count += 2;
			}
			else if (LINE_BREAKS.indexOf(each) >= 0 && !(each == '\n' && i > start && text.charAt(i - 1) == '\r')) {
				count++;
			}
		}
		return count;
	}

	private static int lineStart(String text, int end) {
		int start = end;
		while (LINE_BREAKS.indexOf(text.charAt(start - 1)) < 0 && text.charAt(start - 1) != PARAGRAPH_SEPARATOR) {
			start--;
		}
		return start;
	}

	private BitSet opportunities(String text) {
		BitSet borders = new BitSet(text.length());
		this.opportunities.setText(text);
		while (this.opportunities.next() != BreakIterator.DONE) {
			borders.set(this.opportunities.current());
		}
		borders.clear(0, spacesEnd(text, 0) + 1);
		borders.clear(text.length());
		return borders;
	}

	private static BitSet clusters(String text) {
		BitSet borders = new BitSet(text.length());
		Matcher clusters = CLUSTER.matcher(text);
		while (clusters.find()) {
			borders.set(clusters.end());
		}
		borders.clear(text.length());
		return borders;
	}

	private static BitSet codePoints(String text) {
		BitSet borders = new BitSet(text.length());
		for (int i = 1; i < text.length(); i++) {
			borders.set(i, !Character.isLowSurrogate(text.charAt(i)));
		}
		return borders;
	}

	/**
	 * What a border separates, best first.
	 */
	enum Kind {

		/** Lines between which there is an empty one. */
		PARAGRAPH,

		/** Sentences as the locale has them, and paragraphs. */
		SENTENCE,

		/** Lines. */
		LINE,

		/** What stands between white space. */
		WORD,

		/** What may stand on lines of its own, such as Chinese words. */
		OPPORTUNITY,

		/** What readers see as one character. */
		CLUSTER,

		/** Anything but the halves of a code point. */
		CODE_POINT

	}

}
