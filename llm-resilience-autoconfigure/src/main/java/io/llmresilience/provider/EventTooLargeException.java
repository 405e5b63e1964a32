package io.llmresilience.provider;

/**
 * One event of a stream is larger than we are willing to hold. Its message has sizes
 * only.
 */
final class EventTooLargeException extends RuntimeException {

	EventTooLargeException(int limit) {
		super("An event of the stream is larger than " + limit + " bytes; raise the limit if the provider is right",
				null, false, false);
	}

}
