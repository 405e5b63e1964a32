package io.llmresilience.provider.anthropic;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * A content block, a piece of one, or a change of the message: whatever has a type and a
 * few strings.
 *
 * @param type the type, empty if it has none
 * @param body its text, its thinking, or its tool input in JSON; empty if there is none
 * @param seal the signature, or the data of redacted thinking
 * @param id the id of a tool call
 * @param name the name of a tool
 * @param stopReason why the model stopped
 */
record WirePart(String type, String body, @Nullable String seal, @Nullable String id, @Nullable String name,
		@Nullable String stopReason) {

	static WirePart read(JsonParser json) {
		String type = null;
		String body = null;
		String seal = null;
		String id = null;
		String toolName = null;
		String stopReason = null;
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			switch (name) {
				case "type" -> type = WireJson.string(json);
				case "text", "thinking", "partial_json" -> body = WireJson.string(json);
				case "input" -> body = WireJson.objectText(json);
				case "signature", "data" -> seal = WireJson.string(json);
				case "id" -> id = WireJson.string(json);
				case "name" -> toolName = WireJson.string(json);
				case "stop_reason" -> stopReason = WireJson.string(json);
				default -> WireJson.skip(json);
			}
		}
		return new WirePart(emptyIfNull(type), emptyIfNull(body), seal, id, toolName, stopReason);
	}

	private static String emptyIfNull(@Nullable String value) {
		return (value != null) ? value : "";
	}

	@Override
	public String toString() {
		return "WirePart[" + this.type + ", " + this.body.length() + " characters]";
	}

}
