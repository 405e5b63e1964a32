package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the simulator received, and how the exchange stood when it was asked.
 * <p>
 * Immutable. The text form shows sizes, never content or keys.
 *
 * @param sequence the number of the request since the start or the last reset, from 1, in
 * the order of arrival
 * @param dialect the dialect of the request
 * @param method the HTTP method
 * @param path the path, without the query
 * @param headers the headers; names are looked up regardless of case
 * @param text the body as it was sent
 * @param body the body as JSON; a missing node if it is not JSON
 * @param arrivedAt the time at which the whole request had arrived
 * @param ending how the exchange ended, or that it has not
 * @param endedAfter the time from arrival to the end; null while the exchange is open
 */
public record ReceivedRequest(int sequence, Dialect dialect, String method, String path,
		Map<String, List<String>> headers, String text, JsonNode body, Instant arrivedAt, Ending ending,
		@Nullable Duration endedAfter) {

	/**
	 * Returns the first value of a header.
	 * @param name the name, in any case
	 * @return the value; null if the header was not sent
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Returns the model that was asked for.
	 * @return the name; empty if there is none
	 */
	public String model() {
		return this.body.path("model").stringValue("");
	}

	/**
	 * Tells whether a stream was asked for.
	 * @return true for a stream
	 */
	public boolean streamed() {
		return this.body.path("stream").booleanValue(false);
	}

	/**
	 * Returns the text of the last message, such as the user's question.
	 * @return the text, of all its blocks joined; empty if there is none
	 */
	public String lastText() {
		JsonNode messages = this.body.path("messages");
		JsonNode content = messages.path(messages.size() - 1).path("content");
		if (content.isString()) {
			return content.stringValue();
		}
		return content.valueStream().map((block) -> block.path("text").stringValue("")).collect(Collectors.joining());
	}

	ReceivedRequest ended(Ending ending, Duration after) {
		return new ReceivedRequest(this.sequence, this.dialect, this.method, this.path, this.headers, this.text,
				this.body, this.arrivedAt, ending, after);
	}

	@Override
	public String toString() {
		return "ReceivedRequest[#%d %s %s %s, %d headers, %d characters, %s%s]".formatted(this.sequence, this.dialect,
				this.method, this.path, this.headers.size(), this.text.length(), this.ending,
				(this.endedAfter != null) ? " after " + this.endedAfter : "");
	}

}
