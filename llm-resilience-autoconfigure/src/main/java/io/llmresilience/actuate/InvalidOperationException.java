package io.llmresilience.actuate;

import java.util.List;

/**
 * An operation that cannot be done as it is asked for.
 */
final class InvalidOperationException extends RuntimeException {

	private final List<String> allowed;

	InvalidOperationException(String message, List<String> allowed) {
		super(message);
		this.allowed = allowed;
	}

	List<String> allowed() {
		return this.allowed;
	}

}
