package io.llmresilience.sample.chat;

/**
 * A body that cannot be understood. Names the field and the rule, never the value of a
 * text.
 */
class InvalidBodyException extends RuntimeException {

	private final String field;

	InvalidBodyException(String field, String rule) {
		super("'" + field + "' " + rule);
		this.field = field;
	}

	String field() {
		return this.field;
	}

}
