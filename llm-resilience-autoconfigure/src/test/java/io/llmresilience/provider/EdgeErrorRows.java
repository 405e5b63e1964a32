package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.anthropic;
import static io.llmresilience.provider.ErrorRow.openai;

/**
 * What stands between us and a provider: proxies, content networks, and no body at all.
 */
final class EdgeErrorRows {

	private EdgeErrorRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		for (Expected expected : expected()) {
			String page = page(expected.status());
			rows.add(openai("page " + expected.status(), expected.status(), page).sentAs("text/html")
				.means(expected.kind()));
			rows.add(anthropic("page for Anthropic " + expected.status(), expected.status(), page).sentAs("text/html")
				.means(expected.kind()));
			rows.add(openai("no body " + expected.status(), expected.status(), "").sentAs(null).means(expected.kind()));
		}
		texts(rows);
		return rows;
	}

	private static List<Expected> expected() {
		return List.of(new Expected(200, FailureKind.MALFORMED), new Expected(400, FailureKind.INVALID_REQUEST),
				new Expected(401, FailureKind.AUTHENTICATION), new Expected(403, FailureKind.PERMISSION),
				new Expected(404, FailureKind.UNKNOWN), new Expected(408, FailureKind.TIMEOUT),
				new Expected(409, FailureKind.SERVER_ERROR), new Expected(410, FailureKind.MODEL_NOT_FOUND),
				new Expected(413, FailureKind.REQUEST_TOO_LARGE), new Expected(418, FailureKind.UNKNOWN),
				new Expected(422, FailureKind.INVALID_REQUEST), new Expected(429, FailureKind.RATE_LIMITED),
				new Expected(498, FailureKind.OVERLOADED), new Expected(499, FailureKind.UNKNOWN),
				new Expected(500, FailureKind.SERVER_ERROR), new Expected(502, FailureKind.SERVER_ERROR),
				new Expected(503, FailureKind.OVERLOADED), new Expected(504, FailureKind.TIMEOUT),
				new Expected(520, FailureKind.SERVER_ERROR), new Expected(521, FailureKind.SERVER_ERROR),
				new Expected(522, FailureKind.TIMEOUT), new Expected(524, FailureKind.TIMEOUT),
				new Expected(529, FailureKind.OVERLOADED));
	}

	private static void texts(List<ErrorRow> rows) {
		rows.add(text("Envoy 503", 503,
				"upstream connect error or disconnect/reset before headers. reset reason: connection failure",
				FailureKind.OVERLOADED));
		rows.add(text("Envoy 504", 504, "upstream request timeout", FailureKind.TIMEOUT));
		rows.add(text("router 404", 404, "404 page not found", FailureKind.UNKNOWN));
		rows.add(text("text with 200", 200, "it works", FailureKind.MALFORMED));
		rows.add(text("standalone 429 without a status", 200, "Error 429 from upstream", FailureKind.RATE_LIMITED));
		rows.add(text("429 inside a word without a status", 200, "payload429snippet", FailureKind.MALFORMED));
		rows.add(text("rate limit without a status", 200, "Rate limit reached, slow down", FailureKind.RATE_LIMITED));
		rows.add(text("rate limit with 500", 500, "rate limit of upstream", FailureKind.RATE_LIMITED));
		rows.add(text("quota with 500", 500, "quota of upstream", FailureKind.SERVER_ERROR));
		rows.add(text("rate limit with 401", 401, "rate limit and quota of upstream", FailureKind.AUTHENTICATION));
		rows.add(openai("JSON cut off", 400, """
				{"error":{"message":"prompt is too long CANARY-7f3a""").means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("JSON with a tail", 429, """
				{"error":{"code":"insufficient_quota","message":"CANARY-7f3a"}}}} tail""")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("empty lines before JSON", 429, "\n\n\n{\"error\":{\"code\":\"insufficient_quota\"}}")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("empty array", 429, "[]").means(FailureKind.RATE_LIMITED));
		rows.add(openai("error is null", 500, "{\"error\":null}").means(FailureKind.SERVER_ERROR));
	}

	private static ErrorRow text(String name, int status, String body, FailureKind kind) {
		return openai(name, status, body + " CANARY-7f3a").sentAs("text/plain").means(kind);
	}

	private static String page(int status) {
		return """
				<html><head><title>%d</title></head><body><center><h1>429 Too Many Requests: rate limit, model quota</h1>
				</center><hr><center>CANARY-7f3a</center></body></html>"""
			.formatted(status);
	}

	private record Expected(int status, FailureKind kind) {

	}

}
