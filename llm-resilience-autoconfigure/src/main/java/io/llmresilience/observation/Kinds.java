package io.llmresilience.observation;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * The word for a failure in tags and attributes.
 */
final class Kinds {

	static final String NONE = "none";

	private Kinds() {
	}

	static String of(@Nullable FailureKind kind) {
		return (kind != null) ? kind.name() : NONE;
	}

	static FailureKind of(Throwable failure) {
		return (failure instanceof LlmException llm) ? llm.kind() : FailureKind.UNKNOWN;
	}

}
