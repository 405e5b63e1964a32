package io.llmresilience.provider.openai;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the value that a parser stands on; a value of another type is skipped and counts
 * as missing.
 */
final class LenientJson {

	private LenientJson() {
	}

	static String text(JsonParser json) {
		if (json.hasToken(JsonToken.VALUE_STRING)) {
			return json.getString();
		}
		json.skipChildren();
		return "";
	}

	/**
	 * Tells whether the value is this string, without making one of it.
	 */
	static boolean isText(JsonParser json, String expected) {
		if (json.hasToken(JsonToken.VALUE_STRING)) {
			return json.getStringLength() == expected.length() && json.getString().equals(expected);
		}
		json.skipChildren();
		return false;
	}

	static long integer(JsonParser json, long defaultValue) {
		if (json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
			return json.getLongValue();
		}
		json.skipChildren();
		return defaultValue;
	}

	static boolean isObject(JsonParser json) {
		return is(json, JsonToken.START_OBJECT);
	}

	static boolean isArray(JsonParser json) {
		return is(json, JsonToken.START_ARRAY);
	}

	/**
	 * Tell whether a value says anything, as {@code null}, {@code false} and the empty
	 * text do not.
	 */
	static boolean isSomething(JsonParser json) {
		boolean something = switch (json.currentToken()) {
			case VALUE_NULL, VALUE_FALSE -> false;
			case VALUE_STRING -> json.getStringLength() > 0;
			default -> true;
		};
		json.skipChildren();
		return something;
	}

	private static boolean is(JsonParser json, JsonToken token) {
		if (json.hasToken(token)) {
			return true;
		}
		json.skipChildren();
		return false;
	}

}
