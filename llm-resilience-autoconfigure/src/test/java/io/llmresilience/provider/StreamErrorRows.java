package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.anthropicBody;
import static io.llmresilience.provider.ErrorRow.openai;
import static io.llmresilience.provider.ErrorRow.openaiBody;

/**
 * Errors inside a stream that had begun with status 200.
 */
final class StreamErrorRows {

	private StreamErrorRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		openAi(rows);
		anthropic(rows);
		return rows;
	}

	private static void openAi(List<ErrorRow> rows) {
		rows.add(openAi("server", openaiBody("server_error", null, "Sorry about that!"), FailureKind.SERVER_ERROR));
		rows.add(openAi("quota", openaiBody("insufficient_quota", "insufficient_quota", "No."),
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(openAi("rate", openaiBody("requests", "rate_limit_exceeded", "Slower. Please try again in 2s."),
				FailureKind.RATE_LIMITED)
			.hints("PT2S"));
		rows.add(openAi("overload", openaiBody("service_unavailable_error", "server_is_overloaded", "Busy."),
				FailureKind.OVERLOADED));
		rows.add(openAi("filter", openaiBody("invalid_request_error", "content_filter", "No."),
				FailureKind.CONTENT_FILTERED));
		rows.add(openAi("context", openaiBody("invalid_request_error", "context_length_exceeded", "Long."),
				FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openAi("bad request", openaiBody("invalid_request_error", null, "Bad."), FailureKind.INVALID_REQUEST));
		rows.add(openAi("numeric code", "{\"error\":{\"code\":503,\"message\":\"CANARY-7f3a\"}}",
				FailureKind.OVERLOADED));
		rows.add(openAi("plain string", "{\"error\":\"CANARY-7f3a broke\"}", FailureKind.SERVER_ERROR));
		rows.add(openAi("flat",
				"""
						{"type":"error","sequence_number":2,"code":"rate_limit_exceeded","message":"CANARY-7f3a","param":null}""",
				FailureKind.RATE_LIMITED));
		rows.add(openAi("failed response", """
				{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":\
				{"code":"rate_limit_exceeded","message":"CANARY-7f3a"}}}""", FailureKind.RATE_LIMITED));
	}

	private static void anthropic(List<ErrorRow> rows) {
		rows.add(anthropic("overloaded_error", "Overloaded", FailureKind.OVERLOADED));
		rows.add(anthropic("api_error", "Internal server error", FailureKind.SERVER_ERROR));
		rows.add(anthropic("rate_limit_error", "Slower.", FailureKind.RATE_LIMITED));
		rows.add(anthropic("timeout_error", "Too late.", FailureKind.TIMEOUT));
		rows.add(anthropic("authentication_error", "Key revoked.", FailureKind.AUTHENTICATION));
		rows.add(anthropic("permission_error", "No.", FailureKind.PERMISSION));
		rows.add(anthropic("billing_error", "Pay.", FailureKind.QUOTA_EXHAUSTED));
		rows.add(anthropic("not_found_error", "model: x", FailureKind.MODEL_NOT_FOUND));
		rows.add(anthropic("invalid_request_error", "Bad.", FailureKind.INVALID_REQUEST));
		rows.add(anthropic("invalid_request_error", "Output blocked by content filtering policy",
				FailureKind.CONTENT_FILTERED));
		rows.add(anthropic("type_of_tomorrow", "New.", FailureKind.SERVER_ERROR));
	}

	private static ErrorRow openAi(String name, String data, FailureKind kind) {
		return openai("OpenAI stream: " + name, 200, "data: " + data + "\n\ndata: [DONE]\n\n")
			.sentAs("text/event-stream")
			.means(kind);
	}

	private static ErrorRow anthropic(String type, String message, FailureKind kind) {
		String data = anthropicBody(type, message);
		return ErrorRow
			.anthropic("Anthropic stream: " + type + " " + message, 200, "event: error\ndata: " + data + "\n\n")
			.sentAs("text/event-stream")
			.means(kind);
	}

}
