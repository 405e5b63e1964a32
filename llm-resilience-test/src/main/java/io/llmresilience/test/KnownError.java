package io.llmresilience.test;

import org.jspecify.annotations.Nullable;

/**
 * The errors that both providers know, each in their own words.
 */
enum KnownError {

	INVALID(ProviderError.openAiInvalid(null, null, "Invalid request. Check the request body and try again."),
			ProviderError.anthropicInvalid("messages: Input should be a valid list")),

	CONTEXT_WINDOW(
			ProviderError.openAiInvalid("context_length_exceeded", "messages",
					"This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 "
							+ "tokens. Please reduce the length of the messages."),
			ProviderError.anthropicInvalid("prompt is too long: 208310 tokens > 200000 maximum")),

	CONTENT_FILTERED(
			ProviderError.openAiInvalid("content_policy_violation", null,
					"Your request was rejected as a result of our safety system."),
			ProviderError.anthropicInvalid("Output blocked by content filtering policy")),

	UNAUTHORIZED(
			ProviderError.openAi(401, "invalid_request_error", "invalid_api_key", null,
					"Incorrect API key provided: sk-****. You can find your API key at "
							+ "https://platform.openai.com/account/api-keys."),
			ProviderError.anthropic(401, "authentication_error", "invalid x-api-key")),

	PAYMENT(ProviderError.openAi(402, "insufficient_quota", "insufficient_quota", null, "Payment is required."),
			ProviderError.anthropic(402, "billing_error", "There is a problem with your billing information.")),

	FORBIDDEN(
			ProviderError.openAi(403, "request_forbidden", "unsupported_country_region_territory", null,
					"Country, region, or territory not supported"),
			ProviderError.anthropic(403, "permission_error", "Request not allowed")),

	MODEL_NOT_FOUND(
			ProviderError.openAi(404, "invalid_request_error", "model_not_found", null,
					"The model `gpt-9` does not exist or you do not have access to it."),
			ProviderError.anthropic(404, "not_found_error", "model: claude-9")),

	TIMEOUT(ProviderError.openAi(408, "timeout", null, null, "Request timed out."),
			ProviderError.anthropic(408, "timeout_error", "Request timed out.")),

	CONFLICT(ProviderError.openAi(409, "conflict", null, null, "The resource is locked by another request."),
			ProviderError.anthropic(409, "conflict_error", "Concurrent modification")),

	TOO_LARGE(ProviderError.openAi(413, "invalid_request_error", null, null, "Request body is too large."),
			ProviderError.anthropic(413, "request_too_large", "Request exceeds the maximum size")),

	RATE_LIMITED(
			ProviderError.openAi(429, "requests", "rate_limit_exceeded", null,
					"Rate limit reached for gpt-4o-mini in organization org-simulator on requests per min (RPM): "
							+ "Limit 500, Used 500, Requested 1. Please try again in 120ms. Visit "
							+ "https://platform.openai.com/account/rate-limits to learn more."),
			ProviderError.anthropic(429, "rate_limit_error",
					"This request would exceed your account's rate limit. Please try again later.")),

	SLOW_DOWN(
			ProviderError.openAi(429, "rate_limit_error", "slow_down", null,
					"Slow down: your traffic rose too fast. Reduce your request rate and raise it gradually."),
			ProviderError.anthropic(429, "rate_limit_error",
					"This request would exceed your organization's acceleration limit. Please try again later.")),

	QUOTA(ProviderError.openAi(429, "insufficient_quota", "insufficient_quota", null,
			"You exceeded your current quota, please check your plan and billing details."),
			ProviderError.anthropicInvalid("Your credit balance is too low to access the Anthropic API. "
					+ "Please go to Plans & Billing to upgrade or purchase credits.")),

	SERVER_ERROR(
			ProviderError.openAi(500, "server_error", null, null,
					"The server had an error while processing your request. Sorry about that!"),
			ProviderError.anthropic(500, "api_error", "Internal server error")),

	OVERLOADED(
			ProviderError.openAi(503, "service_unavailable_error", "server_is_overloaded", null,
					"Our servers are currently overloaded. Please try again later."),
			ProviderError.anthropic(529, "overloaded_error", "Overloaded")),

	UPSTREAM_TIMEOUT(ProviderError.openAi(504, "server_error", null, null, "The request timed out upstream."),
			ProviderError.anthropic(504, "timeout_error", "The request timed out while processing."));

	private final ProviderError openAi;

	private final ProviderError anthropic;

	KnownError(ProviderError openAi, ProviderError anthropic) {
		this.openAi = openAi;
		this.anthropic = anthropic;
	}

	ProviderError in(Dialect dialect) {
		return (dialect == Dialect.OPENAI) ? this.openAi : this.anthropic;
	}

	static ProviderError ofStatus(Dialect dialect, int status) {
		for (KnownError known : values()) {
			if (known.in(dialect).status() == status) {
				return known.in(dialect);
			}
		}
		ProviderError nearest = ((status < 500) ? INVALID : SERVER_ERROR).in(dialect);
		return new ProviderError(status, nearest.type(), nearest.code(), nearest.param(), nearest.message());
	}

	/**
	 * Finds the error an in-stream event of the given type stands for.
	 */
	static ProviderError ofType(Dialect dialect, @Nullable String type) {
		for (KnownError known : values()) {
			ProviderError error = known.in(dialect);
			if (error.type().equals(type) || (error.code() != null && error.code().equals(type))) {
				return error;
			}
		}
		ProviderError server = SERVER_ERROR.in(dialect);
		return (type != null) ? new ProviderError(server.status(), type, null, null, server.message()) : server;
	}

}
