package io.llmresilience.autoconfigure;

/**
 * The configuration cannot work: what is wrong, and what to do.
 */
final class LlmConfigurationException extends RuntimeException {

	private final String action;

	LlmConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
