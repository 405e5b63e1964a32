package io.llmresilience.provider.anthropic;

import io.llmresilience.FailureKind;
import io.llmresilience.provider.ProviderError;

/**
 * Says what an error of the Messages API means.
 */
final class AnthropicErrors {

	private AnthropicErrors() {
	}

	static FailureKind classify(ProviderError error) {
		return (error.status() == 429) ? FailureKind.RATE_LIMITED : FailureKind.UNKNOWN;
	}

}
