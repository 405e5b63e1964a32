package io.llmresilience.observation;

import io.llmresilience.LlmException;

/**
 * Stands on a span for a failure that did not come from us, whose message may hold
 * anything.
 */
final class ObservedFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private ObservedFailure(String type) {
		super(type, null, false, false);
	}

	static Throwable of(Throwable failure) {
		return (failure instanceof LlmException) ? failure : new ObservedFailure(failure.getClass().getName());
	}

}
