package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.openai;
import static io.llmresilience.provider.ErrorRow.openaiBody;

/**
 * Errors of OpenAI's own service.
 */
final class OpenAiErrorRows {

	private static final String INVALID = "invalid_request_error";

	private OpenAiErrorRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		limits(rows);
		quotas(rows);
		access(rows);
		requests(rows);
		servers(rows);
		return rows;
	}

	private static void limits(List<ErrorRow> rows) {
		rows.add(error(429, "tokens", "rate_limit_exceeded",
				"Rate limit reached for gpt-4o-mini in organization org-x on tokens per min (TPM): Limit 200000, Used 199000, Requested 1500. Please try again in 150ms.",
				FailureKind.RATE_LIMITED)
			.hints("PT0.15S"));
		rows.add(error(429, "requests", "rate_limit_exceeded",
				"Rate limit reached on requests per min (RPM): Limit 3, Used 3. Please try again in 20s.",
				FailureKind.RATE_LIMITED)
			.hints("PT20S"));
		rows.add(error(429, "tokens", "rate_limit_exceeded",
				"Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 31538. The input or output tokens must be reduced.",
				FailureKind.REQUEST_TOO_LARGE));
		rows.add(error(429, "rate_limit_error", "slow_down", "Traffic rose too fast.", FailureKind.RATE_LIMITED));
		rows.add(error(500, "server_error", null, "Upstream answered: rate limit reached.", FailureKind.RATE_LIMITED));
		rows.add(error(500, "server_error", null, "Could not read the quota service.", FailureKind.SERVER_ERROR));
		rows.add(error(500, "server_error", null, "payload429snippet", FailureKind.SERVER_ERROR));
		rows.add(error(400, INVALID, null, "Cannot parse payload429snippet.", FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, null, "The number 429 is not allowed here.", FailureKind.INVALID_REQUEST));
	}

	private static void quotas(List<ErrorRow> rows) {
		for (String code : List.of("insufficient_quota", "credit_balance_exhausted",
				"organization_spend_limit_exceeded", "project_spend_limit_exceeded",
				"organization_usage_limit_exceeded")) {
			rows.add(error(429, "insufficient_quota", code, "No more.", FailureKind.QUOTA_EXHAUSTED));
		}
		rows.add(error(429, "requests", "insufficient_quota", "No more.", FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(429, "insufficient_quota", null,
				"You exceeded your current quota, please check your plan and billing details.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(429, null, null, "You exceeded your current quota, please check your plan.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(429, null, null, "Your account is not active, please check your billing details on our website.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(401, INVALID, "account_deactivated", "Deactivated.", FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(403, INVALID, "billing_not_active", "Inactive.", FailureKind.QUOTA_EXHAUSTED));
	}

	private static void access(List<ErrorRow> rows) {
		rows.add(error(401, INVALID, "invalid_api_key", "Incorrect API key provided: sk-ab**yz.",
				FailureKind.AUTHENTICATION));
		rows.add(error(401, INVALID, null, "You didn't provide an API key.", FailureKind.AUTHENTICATION));
		rows.add(error(401, INVALID, "ip_not_authorized", "Your IP is not authorized.", FailureKind.AUTHENTICATION));
		rows.add(error(401, "authentication_error", "token_expired", "Expired.", FailureKind.AUTHENTICATION));
		rows.add(error(401, INVALID, null, "This key has no rate limit, quota or usage limit: 429.",
				FailureKind.AUTHENTICATION));
		rows.add(error(403, null, null, "Your key's rate limit does not allow this: 429.", FailureKind.PERMISSION));
		rows.add(error(403, "request_forbidden", "unsupported_country_region_territory",
				"Country, region, or territory not supported", FailureKind.PERMISSION));
		rows.add(openai("region without a wrapper", 403, """
				{"code":"unsupported_country_region_territory","message":"Not supported CANARY-7f3a",
				"param":null,"type":"request_forbidden"}""").means(FailureKind.PERMISSION));
		rows.add(error(403, INVALID, "model_not_found", "Project `proj_x` does not have access to model `gpt-x`",
				FailureKind.MODEL_NOT_FOUND));
		rows.add(error(403, "insufficient_permissions", "missing_scope", "Missing scopes: model.request.",
				FailureKind.PERMISSION));
		rows.add(
				error(401, "insufficient_permissions", null, "Missing scopes: model.request.", FailureKind.PERMISSION));
		rows.add(error(400, INVALID, "unsupported_value", "Your organization must be verified to stream this model.",
				FailureKind.PERMISSION));
		rows.add(error(404, INVALID, "model_not_found",
				"The model `gpt-9` does not exist or you do not have access to it.", FailureKind.MODEL_NOT_FOUND));
		rows.add(error(404, INVALID, null, "This model is only supported in v1/responses.",
				FailureKind.MODEL_NOT_FOUND));
		rows.add(error(404, INVALID, "unknown_url", "Unknown request URL: POST /v1/models/chat.", FailureKind.UNKNOWN));
	}

	private static void requests(List<ErrorRow> rows) {
		rows.add(error(400, INVALID, "context_length_exceeded",
				"This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens.",
				FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(error(400, INVALID, null,
				"Your input exceeds the context window of this model. Please adjust your input and try again.",
				FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(error(400, INVALID, "string_above_max_length",
				"Invalid 'user': string too long. Expected a string with maximum length 64, but got a string with length 90 instead. The maximum context length is not meant.",
				FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, "unsupported_parameter",
				"Unsupported parameter: 'max_tokens' is not supported with this model.", FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, "unsupported_value",
				"Unsupported value: 'temperature' does not support 0.3 with this model.", FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, "invalid_value",
				"max_tokens is too large: 20000. This model supports at most 16384 completion tokens, whereas you provided 20000.",
				FailureKind.INVALID_REQUEST));
		rows.add(
				error(400, INVALID, null, "The parameter functions has been deprecated.", FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, "invalid_prompt",
				"Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
				FailureKind.CONTENT_FILTERED));
		rows.add(error(400, INVALID, null,
				"Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
				FailureKind.CONTENT_FILTERED));
		rows.add(error(400, "image_generation_user_error", "moderation_blocked",
				"Your request was rejected as a result of our safety system.", FailureKind.CONTENT_FILTERED));
		rows.add(error(400, INVALID, "content_policy_violation", "Rejected.", FailureKind.CONTENT_FILTERED));
		rows.add(error(400, INVALID, "content_filter", "Rejected.", FailureKind.CONTENT_FILTERED));
		rows.add(error(404, INVALID, "previous_response_not_found", "No such response for this model.",
				FailureKind.INVALID_REQUEST));
		rows.add(error(405, INVALID, null, "Only POST.", FailureKind.INVALID_REQUEST));
		rows.add(error(415, INVALID, null, "Only JSON.", FailureKind.INVALID_REQUEST));
		rows.add(error(422, INVALID, null, "Cannot be processed.", FailureKind.INVALID_REQUEST));
	}

	private static void servers(List<ErrorRow> rows) {
		rows.add(error(500, "server_error", null,
				"The server had an error while processing your request. Sorry about that!", FailureKind.SERVER_ERROR));
		rows.add(error(500, "internal_server_error", "internal_error", "Oops.", FailureKind.SERVER_ERROR));
		rows.add(error(502, "server_error", null, "Bad gateway.", FailureKind.SERVER_ERROR));
		rows.add(error(503, "service_unavailable_error", "server_is_overloaded", "Too busy.", FailureKind.OVERLOADED));
		rows.add(error(503, "server_error", "slow_down", "Slow Down", FailureKind.OVERLOADED));
		rows.add(error(503, "engine_overloaded_error", "engine_overloaded", "Overloaded.", FailureKind.OVERLOADED));
		rows.add(error(503, "server_error", null, "That model is currently overloaded with other requests.",
				FailureKind.OVERLOADED));
		rows.add(error(500, "server_error", null, "That model is currently overloaded with other requests.",
				FailureKind.OVERLOADED));
		rows.add(error(504, "server_error", null, "Too late.", FailureKind.TIMEOUT));
		rows.add(error(408, "server_error", null, "Too late.", FailureKind.TIMEOUT));
		rows.add(error(409, "server_error", null, "Locked.", FailureKind.SERVER_ERROR));
	}

	private static ErrorRow error(int status, @Nullable String type, @Nullable String code, String message,
			FailureKind kind) {
		String name = "OpenAI %d %s %s %s".formatted(status, type, code, message);
		return openai(name, status, openaiBody(type, code, message)).means(kind);
	}

}
