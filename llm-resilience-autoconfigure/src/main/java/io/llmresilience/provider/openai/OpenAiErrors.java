package io.llmresilience.provider.openai;

import java.util.List;

import io.llmresilience.FailureKind;
import io.llmresilience.provider.ErrorRule;
import io.llmresilience.provider.ErrorRules;
import io.llmresilience.provider.ProviderError;

/**
 * What errors of OpenAI's Chat Completions mean, and those of servers that imitate it
 * (Azure, vLLM, Ollama, Groq, Mistral, DeepSeek, OpenRouter, Gemini, xAI, llama.cpp).
 */
final class OpenAiErrors {

	private static final int OK = 200;

	private static final List<ErrorRule> CERTAIN = List.of(
			ErrorRule.words(FailureKind.QUOTA_EXHAUSTED, "insufficient_quota", "credit_balance_exhausted",
					"organization_spend_limit_exceeded", "project_spend_limit_exceeded",
					"organization_usage_limit_exceeded", "billing_not_active", "billing_hard_limit_reached",
					"account_deactivated", "openrouter_free_tier_daily"),
			ErrorRule.words(FailureKind.RATE_LIMITED, "openrouter_in_flight_budget").at(OK, 402, 429),
			ErrorRule.words(FailureKind.INVALID_REQUEST, "string_above_max_length", "previous_response_not_found"),
			ErrorRule.words(FailureKind.CONTEXT_WINDOW_EXCEEDED, "context_length_exceeded",
					"exceed_context_size_error"),
			ErrorRule.words(FailureKind.CONTENT_FILTERED, "content_filter", "content_policy_violation",
					"moderation_blocked", "invalid_prompt", "responsibleaipolicyviolation", "bio_policy",
					"image_content_policy_violation", "flagged_input"),
			ErrorRule
				.words(FailureKind.MODEL_NOT_FOUND, "model_not_found", "model_decommissioned", "deploymentnotfound"),
			ErrorRule.words(FailureKind.UNKNOWN, "unknown_url"),
			ErrorRule.words(FailureKind.PERMISSION, "insufficient_permissions", "missing_scope", "request_forbidden",
					"unsupported_country_region_territory", "organization_restricted"),
			ErrorRule.words(FailureKind.AUTHENTICATION, "invalid_api_key", "authentication_error", "token_expired"),
			ErrorRule.text(FailureKind.REQUEST_TOO_LARGE, "request too large").at(OK, 413, 429),
			ErrorRule
				.words(FailureKind.OVERLOADED, "server_is_overloaded", "engine_overloaded", "engine_overloaded_error",
						"overloaded_error", "service_unavailable_error", "unavailable_error", "capacity_exceeded",
						"service_tier_capacity_exceeded", "provider_overloaded", "queue_exceeded")
				.notAt(401, 403),
			ErrorRule
				.words(FailureKind.RATE_LIMITED, "rate_limit_exceeded", "rate_limit_error", "rate_limited",
						"too_many_requests_error", "too_many_requests", "slow_down")
				.notAt(401, 402, 403, 413, 503));

	private static final List<ErrorRule> LIKELY = List.of(
			ErrorRule
				.text(FailureKind.QUOTA_EXHAUSTED, "exceeded your current quota", "account is not active",
						"billing details", "billing hard limit", "insufficient balance", "insufficient credits",
						"insufficient quota", "requires more credits", "no credits remaining", "spend limit",
						"credit balance")
				.at(OK, 400, 402, 429),
			ErrorRule.text(FailureKind.QUOTA_EXHAUSTED, "key limit exceeded", "billing").at(403),
			ErrorRule
				.text(FailureKind.CONTENT_FILTERED, "safety system", "content management policy", "content policy",
						"violating our usage policy")
				.at(OK, 400, 403),
			ErrorRule.text(FailureKind.AUTHENTICATION, "api key not valid", "incorrect api key", "invalid api key")
				.at(OK, 400),
			ErrorRule.text(FailureKind.PERMISSION, "organization must be verified").at(OK, 400),
			ErrorRule.words(FailureKind.TIMEOUT, "timeout", "timeout_error", "vector_store_timeout").at(OK, 400),
			ErrorRule.words(FailureKind.MODEL_NOT_FOUND, "not_found_error", "notfounderror", "not_found")
				.about("model")
				.at(OK, 404));

	private static final List<ErrorRule> VAGUE = List.of(
			ErrorRule
				.words(FailureKind.INVALID_REQUEST, "invalid_request_error", "invalid_argument", "badrequesterror",
						"failed_precondition")
				.at(OK));

	private final ErrorRules rules = new ErrorRules(CERTAIN, LIKELY, VAGUE);

	FailureKind classify(ProviderError error) {
		return this.rules.classify(error);
	}

}
