package io.llmresilience.provider.anthropic;

import io.llmresilience.FailureKind;
import io.llmresilience.provider.ProviderError;

/**
 * Opens the dialect's table of errors to the tests of what the dialects share.
 */
public final class AnthropicClassifier {

	private static final AnthropicErrors ERRORS = new AnthropicErrors();

	private AnthropicClassifier() {
	}

	/**
	 * Say what an error means.
	 * @param error the error
	 * @return the kind
	 */
	public static FailureKind classify(ProviderError error) {
		return ERRORS.classify(error);
	}

}
