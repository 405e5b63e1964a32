package io.llmresilience.provider.anthropic;

import java.util.List;

import io.llmresilience.FailureKind;
import io.llmresilience.provider.ErrorRule;
import io.llmresilience.provider.ErrorRules;
import io.llmresilience.provider.ProviderError;

/**
 * What errors of Anthropic's Messages mean, and those of platforms that offer them.
 */
final class AnthropicErrors {

	private static final int OK = 200;

	private static final List<ErrorRule> CERTAIN = List.of(
			ErrorRule.words(FailureKind.QUOTA_EXHAUSTED, "billing_error", "enforced_spend_limit_reached"),
			ErrorRule
				.text(FailureKind.QUOTA_EXHAUSTED, "credit balance", "api usage limits", "spend limit",
						"spending limit")
				.at(OK, 400, 402, 429),
			ErrorRule.text(FailureKind.PERMISSION, "extra usage is required", "organization has been disabled")
				.at(OK, 400, 429),
			ErrorRule.text(FailureKind.CONTENT_FILTERED, "content filtering policy").at(OK, 400, 403),
			ErrorRule.text(FailureKind.CONTEXT_WINDOW_EXCEEDED, "prompt: length").at(OK, 400, 413),
			ErrorRule.words(FailureKind.AUTHENTICATION, "authentication_error"),
			ErrorRule.words(FailureKind.PERMISSION, "permission_error"),
			ErrorRule.words(FailureKind.REQUEST_TOO_LARGE, "request_too_large"),
			ErrorRule.words(FailureKind.OVERLOADED, "overloaded_error"),
			ErrorRule.words(FailureKind.RATE_LIMITED, "rate_limit_error").notAt(401, 403),
			ErrorRule.words(FailureKind.TIMEOUT, "timeout_error"));

	private static final List<ErrorRule> LIKELY = List
		.of(ErrorRule.words(FailureKind.MODEL_NOT_FOUND, "not_found_error").about("model").at(OK, 404));

	private static final List<ErrorRule> VAGUE = List
		.of(ErrorRule.words(FailureKind.INVALID_REQUEST, "invalid_request_error").at(OK));

	private final ErrorRules rules = new ErrorRules(CERTAIN, LIKELY, VAGUE);

	FailureKind classify(ProviderError error) {
		return this.rules.classify(error);
	}

}
