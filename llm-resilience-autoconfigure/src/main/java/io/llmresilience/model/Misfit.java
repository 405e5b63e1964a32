package io.llmresilience.model;

import java.util.Objects;

import io.llmresilience.FailureKind;

/**
 * Why a model cannot serve a request.
 *
 * @param kind how the request would fail
 * @param reason what does not fit, in words without content
 */
public record Misfit(FailureKind kind, String reason) {

	public Misfit {
		Objects.requireNonNull(kind, "'kind' must not be null");
		Objects.requireNonNull(reason, "'reason' must not be null");
	}

}
