package io.llmresilience.provider.anthropic;

import java.io.OutputStream;
import java.io.StringWriter;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.provider.JsonParsers;

/**
 * Reads and writes JSON by tokens. A field of another type than expected counts as not
 * given, since the provider may add fields and types at any time.
 */
final class WireJson {

	private static final JsonMapper mapper = JsonParsers.newMapper();

	private static final JsonParsers parsers = new JsonParsers(mapper);

	private WireJson() {
	}

	static JsonGenerator generator(OutputStream output) {
		return mapper.createGenerator(output);
	}

	static JsonParser parser(byte[] data, int offset, int length) {
		return parsers.open(data, offset, length);
	}

	/**
	 * Return JSON as a tree, for errors only.
	 * @param data the JSON in UTF-8
	 * @param offset where it begins
	 * @param length its length in bytes
	 * @return the tree, a missing node if it is no JSON
	 */
	static JsonNode tree(byte[] data, int offset, int length) {
		try {
			return mapper.readTree(data, offset, length);
		}
		catch (JacksonException ex) {
			return mapper.missingNode();
		}
	}

	static boolean isObject(String text) {
		try (JsonParser json = mapper.createParser(text)) {
			if (json.nextToken() != JsonToken.START_OBJECT) {
				return false;
			}
			json.skipChildren();
			return json.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	static boolean enterObject(JsonParser json) {
		return enter(json, JsonToken.START_OBJECT);
	}

	static boolean enterArray(JsonParser json) {
		return enter(json, JsonToken.START_ARRAY);
	}

	static @Nullable String string(JsonParser json) {
		return enter(json, JsonToken.VALUE_STRING) ? json.getString() : null;
	}

	static @Nullable Long number(JsonParser json) {
		if (json.nextToken().isNumeric()) {
			return json.getLongValue();
		}
		json.skipChildren();
		return null;
	}

	static @Nullable String objectText(JsonParser json) {
		if (!enterObject(json)) {
			return null;
		}
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = mapper.createGenerator(text)) {
			generator.copyCurrentStructureExact(json);
		}
		return text.toString();
	}

	static void skip(JsonParser json) {
		json.nextToken();
		json.skipChildren();
	}

	private static boolean enter(JsonParser json, JsonToken expected) {
		if (json.nextToken() == expected) {
			return true;
		}
		json.skipChildren();
		return false;
	}

}
