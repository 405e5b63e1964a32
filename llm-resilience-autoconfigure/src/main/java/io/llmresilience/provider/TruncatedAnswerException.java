package io.llmresilience.provider;

/**
 * A stream ended before its answer did.
 */
final class TruncatedAnswerException extends RuntimeException {

	TruncatedAnswerException() {
		super("stream ended without a finish reason", null, false, false);
	}

}
