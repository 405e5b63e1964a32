package io.llmresilience.provider.openai;

import io.llmresilience.FailureKind;
import io.llmresilience.provider.ProviderError;

/**
 * Opens the dialect's table of errors to the tests of what the dialects share.
 */
public final class OpenAiClassifier {

	private static final OpenAiErrors ERRORS = new OpenAiErrors();

	private OpenAiClassifier() {
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
