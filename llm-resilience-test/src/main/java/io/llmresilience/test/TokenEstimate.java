package io.llmresilience.test;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * Estimates the tokens of a request: one for every four bytes of UTF-8, rounded up, in
 * the string values of system, tools and the content and tool calls of all messages, the
 * discriminators named {@code type} left out.
 */
final class TokenEstimate {

	private static final int BYTES_PER_TOKEN = 4;

	private TokenEstimate() {
	}

	static int of(JsonNode body) {
		long bytes = bytes(body.path("system")) + bytes(body.path("tools"));
		for (JsonNode message : body.path("messages")) {
			bytes += bytes(message.path("content")) + bytes(message.path("tool_calls"));
		}
		return (int) ((bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
	}

	private static long bytes(JsonNode node) {
		if (node.isString()) {
			return utf8Length(node.stringValue());
		}
		long bytes = 0;
		if (node.isArray()) {
			for (JsonNode item : node) {
				bytes += bytes(item);
			}
		}
		else if (node.isObject()) {
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				bytes += property.getKey().equals("type") ? 0 : bytes(property.getValue());
			}
		}
		return bytes;
	}

	static long utf8Length(String text) {
		long bytes = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			bytes += (c < 0x80) ? 1 : (c < 0x800 || Character.isSurrogate(c)) ? 2 : 3;
		}
		return bytes;
	}

}
