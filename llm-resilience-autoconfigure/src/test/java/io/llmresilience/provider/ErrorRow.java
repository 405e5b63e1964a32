package io.llmresilience.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.llmresilience.FailureKind;

/**
 * One answer of a server and what it means.
 *
 * @param name what the row is about
 * @param dialect {@code openai} or {@code anthropic}
 * @param status the HTTP status
 * @param headers the header lines besides the content type, in order
 * @param contentType the content type, {@code null} for none
 * @param body the whole body as on the wire; a stream with framing if the content type
 * says so
 * @param kind what it means
 * @param hint the server's hint, {@code null} for none
 */
public record ErrorRow(String name, String dialect, int status, List<Map.Entry<String, String>> headers,
		@Nullable String contentType, String body, FailureKind kind, @Nullable Duration hint) {

	static final String CANARY = "CANARY-7f3a";

	private static final String JSON = "application/json";

	static ErrorRow openai(String name, int status, String body) {
		return new ErrorRow(name, "openai", status, List.of(), JSON, body, FailureKind.UNKNOWN, null);
	}

	static ErrorRow anthropic(String name, int status, String body) {
		return new ErrorRow(name, "anthropic", status, List.of(), JSON, body, FailureKind.UNKNOWN, null);
	}

	static String openaiBody(@Nullable String type, @Nullable String code, String message) {
		return """
				{"error":{"message":"%s %s","type":%s,"param":null,"code":%s}}""".formatted(message, CANARY,
				quoted(type), quoted(code));
	}

	static String anthropicBody(String type, String message) {
		return """
				{"type":"error","error":{"type":"%s","message":"%s %s"},"request_id":"req_011CT"}""".formatted(type,
				message, CANARY);
	}

	ErrorRow header(String name, String value) {
		List<Map.Entry<String, String>> more = new ArrayList<>(this.headers);
		more.add(Map.entry(name, value));
		return new ErrorRow(this.name, this.dialect, this.status, List.copyOf(more), this.contentType, this.body,
				this.kind, this.hint);
	}

	ErrorRow sentAs(@Nullable String type) {
		return new ErrorRow(this.name, this.dialect, this.status, this.headers, type, this.body, this.kind, this.hint);
	}

	ErrorRow means(FailureKind meaning) {
		return new ErrorRow(this.name, this.dialect, this.status, this.headers, this.contentType, this.body, meaning,
				this.hint);
	}

	ErrorRow hints(@Nullable String duration) {
		return new ErrorRow(this.name, this.dialect, this.status, this.headers, this.contentType, this.body, this.kind,
				(duration != null) ? Duration.parse(duration) : null);
	}

	/**
	 * Return whether the error is an event of a stream.
	 * @return whether the body has the framing of server-sent events
	 */
	public boolean streamed() {
		return "text/event-stream".equals(this.contentType);
	}

	/**
	 * Return the headers as the client sees them.
	 * @return new headers
	 */
	public HttpHeaders httpHeaders() {
		HttpHeaders all = new HttpHeaders();
		this.headers.forEach((header) -> all.add(header.getKey(), header.getValue()));
		return all;
	}

	@Override
	public String toString() {
		return this.name;
	}

	private static String quoted(@Nullable String value) {
		return (value != null) ? '"' + value + '"' : "null";
	}

}
