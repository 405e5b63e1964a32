package io.llmresilience.observation;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * Words in tags and attributes.
 */
final class Words {

	static final String NONE = "none";

	private Words() {
	}

	static String of(@Nullable Object value) {
		return (value != null) ? value.toString() : NONE;
	}

	static FailureKind kind(Throwable failure) {
		return (failure instanceof LlmException llm) ? llm.kind() : FailureKind.UNKNOWN;
	}

}
