package io.llmresilience.provider.anthropic;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One event of a stream.
 *
 * @param type the type, {@code null} if it has none
 * @param index the number of the content block that it is about
 * @param part the block, or what is new of it or of the message
 * @param message the message's head
 * @param usage the token counts
 * @param error whether there is an error in it
 */
record WireEvent(@Nullable String type, int index, @Nullable WirePart part, @Nullable WireMessage message,
		WireUsage usage, boolean error) {

	static WireEvent read(JsonParser json) {
		String type = null;
		Long index = null;
		WirePart part = null;
		WireMessage message = null;
		WireUsage usage = WireUsage.UNKNOWN;
		boolean error = false;
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			switch (name) {
				case "type" -> type = WireJson.string(json);
				case "index" -> index = WireJson.number(json);
				case "delta", "content_block" -> part = WireJson.enterObject(json) ? WirePart.read(json) : part;
				case "message" -> message = WireJson.enterObject(json) ? WireMessage.read(json) : message;
				case "usage" -> usage = WireJson.enterObject(json) ? WireUsage.read(json) : usage;
				case "error" -> error = isGiven(json);
				default -> WireJson.skip(json);
			}
		}
		return new WireEvent(type, (index != null) ? index.intValue() : 0, part, message, usage, error);
	}

	static boolean isGiven(JsonParser json) {
		JsonToken token = json.nextToken();
		json.skipChildren();
		return token != JsonToken.VALUE_NULL;
	}

	/**
	 * Return the type, which proxies may have left in the event's name only.
	 * @param eventName the event's name, {@code null} if it has none
	 * @return the type, empty if there is none
	 */
	String typeOr(@Nullable String eventName) {
		if (this.type != null) {
			return this.type;
		}
		if (this.error) {
			return "error";
		}
		return (eventName != null) ? eventName : "";
	}

}
