package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.openai;
import static io.llmresilience.provider.ErrorRow.openaiBody;

/**
 * Hints when to come back, in headers and in bodies.
 */
final class HintRows {

	private static final String LIMITED = openaiBody("requests", "rate_limit_exceeded", "Slower please.");

	private static final String A_YEAR = "P365D";

	private HintRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		numbers(rows);
		dates(rows);
		several(rows);
		texts(rows);
		bodies(rows);
		return rows;
	}

	private static void numbers(List<ErrorRow> rows) {
		rows.add(seconds("20", "PT20S"));
		rows.add(seconds("0", null));
		rows.add(seconds("-10", null));
		rows.add(seconds("60", "PT60S"));
		rows.add(seconds("61", "PT61S"));
		rows.add(seconds("120", "PT120S"));
		rows.add(seconds("121", "PT121S"));
		rows.add(seconds("0.1", "PT0.1S"));
		rows.add(seconds("1.234", "PT1.234S"));
		rows.add(seconds(" 7 ", "PT7S"));
		rows.add(seconds("86400", "PT24H"));
		rows.add(seconds("99999999999999999999999999999999999", A_YEAR));
		for (String none : List.of("inf", "Infinity", "NaN", "nan", "", "not-a-date-or-number", "120abc", "5, 10",
				"1e3", ".5", "5.", "0x10", "+5")) {
			rows.add(seconds(none, null));
		}
	}

	private static void dates(List<ErrorRow> rows) {
		rows.add(seconds("Fri, 29 Sep 2023 16:26:57 GMT", "PT20S"));
		rows.add(seconds("Fri, 29 Sep 2023 16:26:37 GMT", null));
		rows.add(seconds("Fri, 29 Sep 2023 16:26:27 GMT", null));
		rows.add(seconds("Fri, 29 Sep 2023 16:27:37 GMT", "PT60S"));
		rows.add(seconds("Fri, 29 Sep 2023 16:27:38 GMT", "PT61S"));
		rows.add(seconds("Fri, 29 Sep 2023 16:28:37 GMT", "PT120S"));
		rows.add(seconds("Fri, 29 Sep 2023 16:28:38 GMT", "PT121S"));
		rows.add(seconds("Zun, 29 Sep 2023 16:26:57 GMT", null));
		rows.add(seconds("Mon, 29 Sep 2023 16:26:57 GMT", null));
		rows.add(seconds("Fri, 29 Sep 100000 16:26:57 GMT", null));
		rows.add(seconds("Friday, 29-Sep-23 16:26:57 GMT", "PT20S"));
		rows.add(seconds("Fri Sep 29 16:26:57 2023", "PT20S"));
		rows.add(seconds("Sun Oct  1 16:26:37 2023", "PT48H"));
		rows.add(seconds("Fri, 31 Dec 9999 23:59:59 GMT", A_YEAR));
		rows.add(seconds("Fri, 29 Sep 2023 16:31:57 GMT", "PT20S").header("Date", "Fri, 29 Sep 2023 16:31:37 GMT"));
		rows.add(seconds("Fri, 29 Sep 2023 16:26:57 GMT", "PT20S").header("Date", "soon"));
		rows.add(seconds("20", "PT20S").header("Date", "Fri, 29 Sep 2023 16:31:37 GMT"));
		rows.add(openai("year 100000 does not hide the 400", 400,
				openaiBody("invalid_request_error", "invalid_value", "No."))
			.header("Retry-After", "Fri, 29 Sep 100000 16:26:57 GMT")
			.means(FailureKind.INVALID_REQUEST));
	}

	private static void several(List<ErrorRow> rows) {
		rows.add(milliseconds("10", "PT0.01S"));
		rows.add(milliseconds("1543.5", "PT1.5435S"));
		rows.add(milliseconds("120000", "PT120S"));
		rows.add(milliseconds("120001", "PT120.001S"));
		rows.add(milliseconds("0", null));
		rows.add(milliseconds("-1", null));
		rows.add(milliseconds("50", "PT0.05S").header("retry-after", "2"));
		rows.add(milliseconds("x", "PT5S").header("retry-after", "5"));
		rows.add(milliseconds("0", "PT5S").header("retry-after", "5"));
		rows.add(milliseconds("3000", "PT3S").header("retry-after", "10"));
		rows.add(milliseconds("70000", "PT70S"));
		rows.add(milliseconds("invalid", null).header("retry-after", "invalid"));
		rows.add(seconds("3", "PT7S").header("retry-after", "7"));
		rows.add(seconds("soon", "PT7S").header("retry-after", "7"));
		rows.add(seconds("3", "PT20S").header("retry-after", "Fri, 29 Sep 2023 16:26:57 GMT"));
		rows.add(openai("no header", 429, LIMITED).means(FailureKind.RATE_LIMITED));
	}

	private static void texts(List<ErrorRow> rows) {
		rows.add(text("Please try again in 1.2s.", "PT1.2S"));
		rows.add(text("Please try again in 20s. Visit the account page", "PT20S"));
		rows.add(text("Please try again in 120ms.", "PT0.12S"));
		rows.add(text("Please try again in 6m0s.", "PT6M"));
		rows.add(text("Please try again in 59.977s.", "PT59.977S"));
		rows.add(text("Please try again in 1m0.363142857s.", "PT60.363142857S"));
		rows.add(text("Please try again in 114h18m0s.", "PT114H18M"));
		rows.add(text("Please try again in 7m12s.", "PT7M12S"));
		rows.add(text("Please retry after 26 seconds.", "PT26S"));
		rows.add(text("Please retry in 58.934310785s.", "PT58.934310785S"));
		rows.add(text("Try again in 2 seconds.", "PT2S"));
		rows.add(text("Try again in 1 minute 30 seconds or call 5 friends", "PT90S"));
		rows.add(text("Try again in 0s", null));
		rows.add(text("Try again in a while", null));
		rows.add(text("Try again in 5 attempts", null));
		rows.add(text("Try again later in 5s", null));
		rows.add(text("Please try again in 9s.", "PT3S").header("retry-after", "3"));
		rows.add(openai("text hint of an overload", 503,
				openaiBody("service_unavailable_error", "server_is_overloaded", "Try again in 4s."))
			.means(FailureKind.OVERLOADED)
			.hints("PT4S"));
		rows.add(openai("text hint of a bad request", 400,
				openaiBody("invalid_request_error", null, "Try again in 4s with another field."))
			.means(FailureKind.INVALID_REQUEST));
	}

	private static void bodies(List<ErrorRow> rows) {
		rows.add(openai("retryDelay of Gemini", 429, """
				[{"error":{"code":429,"message":"Slow down CANARY-7f3a","status":"RESOURCE_EXHAUSTED",
				"details":[{"@type":"type.googleapis.com/google.rpc.Help"},
				{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"45.837906927s"}]}}]""")
			.means(FailureKind.RATE_LIMITED)
			.hints("PT45.837906927S"));
		rows.add(openai("headers nested in an error event", 200, """
				event: error
				data: {"type":"error","sequence_number":2,"error":{"type":"service_unavailable_error",\
				"code":"server_is_overloaded","message":"CANARY-7f3a","param":null,"headers":{"Retry-After":"300"}}}

				""").sentAs("text/event-stream").means(FailureKind.OVERLOADED).hints("PT5M"));
	}

	private static ErrorRow seconds(String value, @Nullable String hint) {
		return openai("retry-after: " + value, 429, LIMITED).header("Retry-After", value)
			.means(FailureKind.RATE_LIMITED)
			.hints(hint);
	}

	private static ErrorRow milliseconds(String value, @Nullable String hint) {
		return openai("retry-after-ms: " + value, 429, LIMITED).header("retry-after-ms", value)
			.means(FailureKind.RATE_LIMITED)
			.hints(hint);
	}

	private static ErrorRow text(String message, @Nullable String hint) {
		return openai("text: " + message, 429, openaiBody("tokens", "rate_limit_exceeded", message))
			.means(FailureKind.RATE_LIMITED)
			.hints(hint);
	}

}
