package io.llmresilience.test;

/**
 * Thrown inside the checks of a request and turned into the provider's answer; carries no
 * stack because it is an answer, not a failure.
 */
final class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ProviderError error;

	Refusal(ProviderError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	ProviderError error() {
		return this.error;
	}

}
