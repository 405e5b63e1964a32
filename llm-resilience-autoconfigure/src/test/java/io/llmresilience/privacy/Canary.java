package io.llmresilience.privacy;

import java.util.Locale;

/**
 * Secrets and content that must not turn up anywhere, one per place where they come from.
 */
enum Canary {

	KEY, HEADER, COOKIE, PROMPT, SYSTEM, TOOL_DESCRIPTION, TOOL_SCHEMA, TOOL_ARGUMENTS, TOOL_RESULT, COMPLETION,
	REASONING, ERROR_BODY, USER_ID, LABEL, STOP_SEQUENCE, EXTRA;

	/**
	 * Eight characters, three times: a hex dump, which has sixteen in a line, cannot hide
	 * it.
	 */
	private final String mark = "zq%02dvk7x".formatted(ordinal());

	String text() {
		return this.mark.repeat(3);
	}

	static boolean isIn(String text) {
		String lower = text.toLowerCase(Locale.ROOT);
		for (Canary canary : values()) {
			if (lower.contains(canary.mark)) {
				return true;
			}
		}
		return false;
	}

}
