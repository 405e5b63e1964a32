package io.llmresilience.test;

import java.nio.charset.StandardCharsets;

import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one mapper of the simulator, and the quoting of the strings it writes by hand.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static {
		// The first reading takes a lock, for which an event loop must not have to wait
		MAPPER.readTree("{}");
	}

	private Json() {
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static JsonNode read(String text) {
		return MAPPER.readTree(text);
	}

	static JsonNode readOrMissing(String text) {
		try {
			return text.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(text);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	static String quote(String text) {
		StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
		JsonStringEncoder.getInstance().quoteAsString(text, quoted);
		return quoted.append('"').toString();
	}

	static byte[] bytes(JsonNode node) {
		return node.toString().getBytes(StandardCharsets.UTF_8);
	}

}
