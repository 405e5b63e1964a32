package io.llmresilience.provider.openai;

import io.llmresilience.FailureKind;
import io.llmresilience.provider.ProviderError;

/**
 * What an error of an OpenAI-style server means.
 */
final class OpenAiErrors {

	private OpenAiErrors() {
	}

	static FailureKind classify(ProviderError error) {
		return (error.status() >= 500) ? FailureKind.SERVER_ERROR : FailureKind.UNKNOWN;
	}

}
