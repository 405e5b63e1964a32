package io.llmresilience.provider.openai;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

import io.llmresilience.provider.openai.OpenAiChunk.Delta;
import io.llmresilience.provider.openai.OpenAiChunk.ToolPiece;

/**
 * Pulls a {@link Delta} out of JSON. Reasoning is called {@code reasoning_content} by
 * some servers, {@code reasoning} by others, and both by a few.
 */
final class OpenAiDeltaParser {

	private static final int NO_INDEX = -1;

	private OpenAiDeltaParser() {
	}

	static Delta parse(JsonParser json) {
		String content = "";
		String refusal = "";
		String reasoning = "";
		List<ToolPiece> toolCalls = List.of();
		if (!LenientJson.isObject(json)) {
			return Delta.NONE;
		}
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "content" -> content = readContent(json);
				case "refusal" -> refusal = LenientJson.text(json);
				case "reasoning_content", "reasoning" -> reasoning = firstOf(reasoning, LenientJson.text(json));
				case "tool_calls" -> toolCalls = readToolPieces(json);
				default -> json.skipChildren();
			}
		}
		return new Delta(content, refusal, reasoning, toolCalls);
	}

	private static String firstOf(String text, String other) {
		return text.isEmpty() ? other : text;
	}

	private static String readContent(JsonParser json) {
		if (!json.hasToken(JsonToken.START_ARRAY)) {
			return LenientJson.text(json);
		}
		StringBuilder content = new StringBuilder();
		JsonNode parts = json.readValueAsTree();
		for (JsonNode part : parts) {
			content.append(part.path("text").stringValue(""));
		}
		return content.toString();
	}

	private static List<ToolPiece> readToolPieces(JsonParser json) {
		if (!LenientJson.isArray(json)) {
			return List.of();
		}
		List<ToolPiece> pieces = new ArrayList<>(1);
		while (json.nextToken() != JsonToken.END_ARRAY) {
			pieces.add(readToolPiece(json));
		}
		return pieces;
	}

	private static ToolPiece readToolPiece(JsonParser json) {
		long index = NO_INDEX;
		String id = "";
		ToolPiece function = ToolPiece.NONE;
		if (!LenientJson.isObject(json)) {
			return ToolPiece.NONE;
		}
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "index" -> index = LenientJson.integer(json, NO_INDEX);
				case "id" -> id = LenientJson.text(json);
				case "function" -> function = readFunction(json);
				default -> json.skipChildren();
			}
		}
		return new ToolPiece((index != NO_INDEX) ? index : null, id, function.name(), function.arguments());
	}

	private static ToolPiece readFunction(JsonParser json) {
		String function = "";
		String arguments = "";
		if (!LenientJson.isObject(json)) {
			return ToolPiece.NONE;
		}
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "name" -> function = LenientJson.text(json);
				case "arguments" -> arguments = readArguments(json);
				default -> json.skipChildren();
			}
		}
		return new ToolPiece(null, "", function, arguments);
	}

	private static String readArguments(JsonParser json) {
		if (json.hasToken(JsonToken.START_OBJECT)) {
			return json.readValueAsTree().toString();
		}
		return LenientJson.text(json);
	}

}
