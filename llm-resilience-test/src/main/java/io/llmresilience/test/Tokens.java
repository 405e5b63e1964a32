package io.llmresilience.test;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts into the pieces that are streamed one event each.
 */
final class Tokens {

	private static final int ARGUMENT_LENGTH = 8;

	private Tokens() {
	}

	static List<String> of(Part part) {
		if (part instanceof Part.Text text) {
			return words(text.text());
		}
		if (part instanceof Part.Reasoning reasoning) {
			return words(reasoning.text());
		}
		if (part instanceof Part.Refusal refusal) {
			return words(refusal.text());
		}
		return (part instanceof Part.ToolCall tool) ? fragments(tool.arguments()) : List.of();
	}

	static int count(List<Part> parts) {
		return parts.stream().mapToInt((part) -> of(part).size()).sum();
	}

	/**
	 * Cuts before each run of white space that follows a word, so that the pieces joined
	 * are the text again.
	 */
	static List<String> words(String text) {
		List<String> words = new ArrayList<>();
		int start = 0;
		for (int i = 1; i < text.length(); i++) {
			if (Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1))) {
				words.add(text.substring(start, i));
				start = i;
			}
		}
		if (start < text.length()) {
			words.add(text.substring(start));
		}
		return words;
	}

	static List<String> fragments(String json) {
		List<String> fragments = new ArrayList<>();
		int start = 0;
		while (start < json.length()) {
			int end = Math.min(json.length(), start + ARGUMENT_LENGTH);
			if (Character.isHighSurrogate(json.charAt(end - 1)) && end < json.length()) {
				end++;
			}
			fragments.add(json.substring(start, end));
			start = end;
		}
		return fragments;
	}

}
