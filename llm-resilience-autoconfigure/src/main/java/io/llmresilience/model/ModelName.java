package io.llmresilience.model;

import java.util.Locale;

/**
 * Takes the parts off a model's name that do not change what is known of it.
 */
final class ModelName {

	private static final String TUNED = "ft:";

	private static final String OPENAI = "openai/";

	private static final String[] DATE_SHAPES = { "-dddd-dd-dd", "-dddddddd" };

	private ModelName() {
	}

	/**
	 * Return the base of a fine-tuned model, as in {@code ft:base:organization::id}.
	 */
	static String withoutTuning(String name) {
		if (!name.startsWith(TUNED)) {
			return name;
		}
		int end = name.indexOf(':', TUNED.length());
		return name.substring(TUNED.length(), (end != -1) ? end : name.length());
	}

	/**
	 * Return the name that OpenAI has for a model, or for the base of a fine-tuned one:
	 * without the vendor that gateways put before it, as in {@code openai/gpt-4o}, and in
	 * small letters.
	 */
	static String atOpenAi(String name) {
		String small = name.toLowerCase(Locale.ROOT);
		return withoutTuning(small.startsWith(OPENAI) ? small.substring(OPENAI.length()) : small);
	}

	/**
	 * Return the name without the date of a snapshot, as in {@code gpt-4o-2024-11-20} and
	 * {@code claude-haiku-4-5-20251001}.
	 */
	static String withoutDate(String name) {
		for (String shape : DATE_SHAPES) {
			if (endsWith(name, shape)) {
				return name.substring(0, name.length() - shape.length());
			}
		}
		return name;
	}

	private static boolean endsWith(String name, String shape) {
		int start = name.length() - shape.length();
		for (int i = 0; start > 0 && i < shape.length(); i++) {
			char actual = name.charAt(start + i);
			boolean matches = (shape.charAt(i) == 'd') ? actual >= '0' && actual <= '9' : actual == '-';
			if (!matches) {
				return false;
			}
		}
		return start > 0;
	}

}
