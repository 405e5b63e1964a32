package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random documents of many scripts, with all that splitting stumbles over.
 */
final class RandomDocument {

	private static final String FAMILY = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66";

	private static final String[] WORDS = { "sky", "Blue", "Rayleigh", "I", "e.g.", "Dr.", "3.14", "z.\u00a0B.",
			"internationalization", "\u7a7a\u306f\u306a\u305c\u9752\u3044\u306e\u3067\u3059\u304b",
			"\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a", "\u043c\u0438\u0440",
			"\u0645\u0631\u062d\u0628\u0627", "e\u0301te\u0301", FAMILY,
			"\ud83c\udde9\ud83c\uddea\ud83c\uddeb\ud83c\uddf7", "\ud83d\udc4d\ud83c\udffd",
			"aGVsbG8gd29ybGQsIGhlbGxvIHdvcmxkLCBoZWxsbw==", "https://a.example/b/c?d=e", "a\u0300\u0301\u0302\u0303",
			"<|endoftext|>", "well-known" };

	private static final String[] ENDS = { ". ", "! ", "?", ".\u201d ", "\u3002", "\u2026 ", ": ", ", ", " \u2013 " };

	private static final String[] SPACES = { "\n", "\r\n", "\n\n", "\r\n\r\n", "\r", "\n \t\n", "     ", "\t", "\u2029",
			"\u2028", "\u3000", "\f", "\n\n\n\n\n" };

	private final Random random;

	RandomDocument(Random random) {
		this.random = random;
	}

	String write() {
		StringBuilder text = new StringBuilder();
		int words = this.random.nextInt(120);
		for (int i = 0; i < words; i++) {
			int kind = this.random.nextInt(20);
			text.append((kind < 14) ? pick(WORDS) : (kind < 17) ? pick(ENDS) : pick(SPACES));
			text.append((kind < 10) ? " " : "");
		}
		return text.toString();
	}

	/**
	 * Cut a text anywhere, also within surrogate pairs.
	 */
	List<String> pieces(String text) {
		List<String> pieces = new ArrayList<>();
		int most = 1 + this.random.nextInt(100);
		for (int start = 0; start < text.length();) {
			int end = Math.min(start + this.random.nextInt(most + 1), text.length());
			pieces.add(text.substring(start, end));
			start = end;
		}
		return pieces;
	}

	private String pick(String[] choices) {
		return choices[this.random.nextInt(choices.length)];
	}

}
