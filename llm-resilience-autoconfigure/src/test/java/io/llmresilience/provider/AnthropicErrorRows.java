package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.anthropic;
import static io.llmresilience.provider.ErrorRow.anthropicBody;

/**
 * Errors of Anthropic's own service and of servers that imitate it.
 */
final class AnthropicErrorRows {

	private static final String INVALID = "invalid_request_error";

	private static final String LIMITED = "rate_limit_error";

	private AnthropicErrorRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		limits(rows);
		money(rows);
		access(rows);
		requests(rows);
		servers(rows);
		return rows;
	}

	private static void limits(List<ErrorRow> rows) {
		rows.add(error(429, LIMITED,
				"This request would exceed your organization's rate limit of 50,000 input tokens per minute.",
				FailureKind.RATE_LIMITED)
			.header("retry-after", "17")
			.hints("PT17S"));
		rows.add(error(429, LIMITED, "Number of request tokens has exceeded your per-minute rate limit",
				FailureKind.RATE_LIMITED));
		rows.add(error(429, LIMITED, "This request would exceed your account's rate limit. Please try again later.",
				FailureKind.RATE_LIMITED));
		rows.add(error(429, LIMITED, "Extra usage is required for long context requests.", FailureKind.PERMISSION));
		rows.add(error(500, "api_error", "Upstream: rate limit.", FailureKind.RATE_LIMITED));
		rows.add(error(500, "api_error", "The quota service failed.", FailureKind.SERVER_ERROR));
		rows.add(error(400, INVALID, "Cannot parse payload429snippet.", FailureKind.INVALID_REQUEST));
	}

	private static void money(List<ErrorRow> rows) {
		rows.add(anthropic("Anthropic enforced spend limit", 429, """
				{"type":"error","error":{"type":"rate_limit_error","message":"No more this month CANARY-7f3a",
				"details":{"error_code":"enforced_spend_limit_reached"}},"request_id":"req_011CT"}""")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(429, LIMITED, "You have reached your monthly spend limit.", FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(400, INVALID,
				"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(400, INVALID,
				"You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(400, INVALID, "You have reached your specified workspace API usage limits.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(error(402, "billing_error", "Payment problem.", FailureKind.QUOTA_EXHAUSTED));
	}

	private static void access(List<ErrorRow> rows) {
		rows.add(error(401, "authentication_error", "invalid x-api-key", FailureKind.AUTHENTICATION));
		rows.add(error(401, "authentication_error", "OAuth token has expired; rate limit 429.",
				FailureKind.AUTHENTICATION));
		rows.add(error(403, "permission_error", "Your key may not use this.", FailureKind.PERMISSION));
		rows.add(error(403, "forbidden", "Request not allowed", FailureKind.PERMISSION));
		rows.add(error(400, INVALID, "This organization has been disabled.", FailureKind.PERMISSION));
		rows.add(error(404, "not_found_error", "model: claude-nope", FailureKind.MODEL_NOT_FOUND));
		rows.add(error(404, "not_found_error", "Not Found", FailureKind.UNKNOWN));
	}

	private static void requests(List<ErrorRow> rows) {
		rows.add(error(400, INVALID, "prompt is too long: 208310 tokens > 200000 maximum",
				FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(error(400, INVALID, "prompt is too long", FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(error(400, INVALID, "prompt: length: 300000 tokens", FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(error(400, INVALID,
				"input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again",
				FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(error(400, INVALID, "Output blocked by content filtering policy", FailureKind.CONTENT_FILTERED));
		rows.add(error(400, INVALID, "messages.3: all messages must have non-empty content",
				FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, "max_tokens: Field required", FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID, "messages.1.content.0.thinking.signature: Field required",
				FailureKind.INVALID_REQUEST));
		rows.add(error(400, INVALID,
				"max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-x",
				FailureKind.INVALID_REQUEST));
		rows.add(error(405, INVALID, "Method not allowed", FailureKind.INVALID_REQUEST));
		rows.add(error(413, "request_too_large", "Request exceeds the maximum size", FailureKind.REQUEST_TOO_LARGE));
	}

	private static void servers(List<ErrorRow> rows) {
		rows.add(error(500, "api_error", "Internal server error", FailureKind.SERVER_ERROR));
		rows.add(error(529, "overloaded_error", "Overloaded", FailureKind.OVERLOADED));
		rows.add(error(503, "api_error", "Try later.", FailureKind.OVERLOADED));
		rows.add(error(504, "timeout_error", "Timed out; use streaming.", FailureKind.TIMEOUT));
		rows.add(error(409, "conflict_error", "Conflict", FailureKind.SERVER_ERROR));
		rows.add(error(502, "api_error", "Bad gateway", FailureKind.SERVER_ERROR));
	}

	private static ErrorRow error(int status, String type, String message, FailureKind kind) {
		String name = "Anthropic %d %s %s".formatted(status, type, message);
		return anthropic(name, status, anthropicBody(type, message)).means(kind);
	}

}
