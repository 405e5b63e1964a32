package io.llmresilience.provider.anthropic;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import io.llmresilience.provider.MalformedAnswerException;

/**
 * A message: the body of a whole answer, or the head of a streamed one.
 *
 * @param type the type, {@code message} or {@code error}
 * @param model the served model
 * @param content the blocks, {@code null} if there is no list of them
 * @param stopReason why the model stopped
 * @param usage the token counts
 * @param error whether there is an error in it
 */
record WireMessage(@Nullable String type, @Nullable String model, @Nullable List<WirePart> content,
		@Nullable String stopReason, WireUsage usage, boolean error) {

	static WireMessage read(JsonParser json) {
		String type = null;
		String model = null;
		List<WirePart> content = null;
		String stopReason = null;
		WireUsage usage = WireUsage.UNKNOWN;
		boolean error = false;
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			switch (name) {
				case "type" -> type = WireJson.string(json);
				case "model" -> model = WireJson.string(json);
				case "content" -> content = content(json);
				case "stop_reason" -> stopReason = WireJson.string(json);
				case "usage" -> usage = WireJson.enterObject(json) ? WireUsage.read(json) : usage;
				case "error" -> error = WireEvent.isGiven(json);
				default -> WireJson.skip(json);
			}
		}
		return new WireMessage(type, model, content, stopReason, usage, error);
	}

	private static @Nullable List<WirePart> content(JsonParser json) {
		if (!WireJson.enterArray(json)) {
			return null;
		}
		List<WirePart> parts = new ArrayList<>();
		while (WireJson.enterObject(json)) {
			parts.add(WirePart.read(json));
		}
		if (json.currentToken() != JsonToken.END_ARRAY) {
			throw new MalformedAnswerException("the list of content has an element that is no object");
		}
		return parts;
	}

	boolean isError() {
		return "error".equals(this.type) || (this.error && this.content == null);
	}

}
