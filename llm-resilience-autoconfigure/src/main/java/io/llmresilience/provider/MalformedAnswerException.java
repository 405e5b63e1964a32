package io.llmresilience.provider;

/**
 * Ends the reading of an answer that is not what its dialect says. The message tells what
 * is wrong and never repeats content.
 */
public final class MalformedAnswerException extends RuntimeException {

	private final String reason;

	/**
	 * Create the exception.
	 * @param message what is wrong with the answer, without content
	 */
	public MalformedAnswerException(String message) {
		super(message, null, false, false);
		this.reason = message;
	}

	String reason() {
		return this.reason;
	}

}
