package io.llmresilience.history;

import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds where sentences begin: where the JDK says so, unless an abbreviation stands
 * before. An abbreviation that ends a sentence is thought not to, which does no harm. Not
 * thread-safe.
 */
final class Sentences {

	/**
	 * Those that rarely end a sentence, besides single letters and initials.
	 */
	private static final Set<String> ABBREVIATIONS = Set.of("mr", "mrs", "ms", "messrs", "dr", "prof", "st", "rev",
			"hon", "gov", "gen", "col", "capt", "lt", "sgt", "vs", "cf", "approx", "fig", "al", "dipl", "ing", "hr",
			"nr", "vgl", "bzw", "evtl", "ggf", "inkl", "zzgl", "abb", "mme", "mlle", "sr", "sra", "srta", "dott");

	private static final Pattern INITIALS = Pattern.compile("\\p{L}|\\p{L}{1,2}(\\.\\p{L}{1,2})+");

	private final BreakIterator sentences;

	Sentences(Locale locale) {
		this.sentences = BreakIterator.getSentenceInstance(locale);
	}

	void addTo(BitSet borders, String text) {
		this.sentences.setText(text);
		for (int i = this.sentences.next(); i != BreakIterator.DONE && i < text.length(); i = this.sentences.next()) {
			int end = ChunkBorders.spacesStart(text, i);
			if (end > 0 && !isAbbreviated(text, end)) {
				borders.set(end);
				borders.set(i);
			}
		}
	}

	private static boolean isAbbreviated(String text, int end) {
		if (text.charAt(end - 1) != '.') {
			return false;
		}
		int start = end - 1;
		while (start > 0 && end - start < 10 && isPartOfWord(text.charAt(start - 1))) {
			start--;
		}
		return isAbbreviation(text.substring(start, end - 1));
	}

	private static boolean isPartOfWord(char each) {
		return Character.isLetterOrDigit(each) || each == '.';
	}

	private static boolean isAbbreviation(String word) {
		return INITIALS.matcher(word).matches() || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
	}

}
