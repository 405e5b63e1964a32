package io.llmresilience.test;

import java.util.List;

/**
 * Thrown inside the checks of a request and turned into the provider's answer; carries no
 * stack because it is an answer, not a failure.
 */
final class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ProviderError error;

	private final transient List<Header> headers;

	Refusal(ProviderError error) {
		this(error, List.of());
	}

	Refusal(ProviderError error, List<Header> headers) {
		super(error.message(), null, false, false);
		this.error = error;
		this.headers = headers;
	}

	ProviderError error() {
		return this.error;
	}

	List<Header> headers() {
		return this.headers;
	}

}
