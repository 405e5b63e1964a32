package io.llmresilience.provider.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;

import io.llmresilience.Usage;
import io.llmresilience.provider.JsonParsers;
import io.llmresilience.provider.openai.OpenAiChunk.Choice;
import io.llmresilience.provider.openai.OpenAiChunk.Delta;

/**
 * Pulls an {@link OpenAiChunk} out of a chunk of a stream, or out of a whole answer,
 * without a tree.
 */
final class OpenAiChunkParser {

	private final JsonParsers parsers;

	private final boolean whole;

	private String model = "";

	private String serviceTier = "";

	OpenAiChunkParser(JsonParsers parsers, boolean whole) {
		this.parsers = parsers;
		this.whole = whole;
	}

	OpenAiChunk parse(byte[] data, int offset, int length) {
		try (JsonParser json = this.parsers.open(data, offset, length)) {
			JsonToken first = json.nextToken();
			if (first == JsonToken.START_ARRAY && isErrors(json)) {
				return OpenAiChunk.ERROR;
			}
			if (first != JsonToken.START_OBJECT) {
				throw DatabindException.from(json, "The answer is not a JSON object");
			}
			OpenAiChunk chunk = readChunk(json);
			if (this.whole && chunk.choice() == null && !chunk.error()) {
				throw DatabindException.from(json, "The answer has no choices");
			}
			return chunk;
		}
	}

	private static boolean isErrors(JsonParser json) {
		JsonNode errors = json.readValueAsTree();
		return errors.path(0).has("error");
	}

	private OpenAiChunk readChunk(JsonParser json) {
		Choice choice = null;
		Usage usage = Usage.UNKNOWN;
		boolean error = false;
		boolean message = false;
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "model" -> this.model = textUnlessKnown(json, this.model);
				case "service_tier" -> this.serviceTier = textUnlessKnown(json, this.serviceTier);
				case "choices" -> choice = readChoices(json);
				case "usage" -> usage = OpenAiUsage.read(json);
				case "x_groq" -> usage = OpenAiUsage.readNested(json).orElse(usage);
				case "error" -> error |= LenientJson.isSomething(json);
				case "object" -> error |= LenientJson.isText(json, "error");
				case "message" -> message = LenientJson.isSomething(json);
				default -> json.skipChildren();
			}
		}
		error |= (choice != null) ? choice.failed() : message;
		return new OpenAiChunk(this.model, this.serviceTier, choice, usage, error);
	}

	/**
	 * Every chunk says the same again.
	 */
	private static String textUnlessKnown(JsonParser json, String known) {
		if (known.isEmpty()) {
			return LenientJson.text(json);
		}
		json.skipChildren();
		return known;
	}

	private @Nullable Choice readChoices(JsonParser json) {
		Choice first = null;
		if (LenientJson.isArray(json)) {
			while (json.nextToken() != JsonToken.END_ARRAY) {
				Choice choice = readChoice(json);
				first = (first == null && choice.index() == 0) ? choice : first;
			}
		}
		return first;
	}

	private Choice readChoice(JsonParser json) {
		long index = 0;
		Delta delta = Delta.NONE;
		String finishReason = "";
		if (!LenientJson.isObject(json)) {
			return Choice.OTHER;
		}
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "index" -> index = LenientJson.integer(json, 0);
				case "delta" -> delta = readDelta(json, !this.whole, delta);
				case "message" -> delta = readDelta(json, this.whole, delta);
				case "finish_reason" -> finishReason = LenientJson.text(json);
				default -> json.skipChildren();
			}
		}
		return new Choice(index, delta, finishReason);
	}

	private static Delta readDelta(JsonParser json, boolean wanted, Delta other) {
		if (wanted) {
			return OpenAiDeltaParser.parse(json);
		}
		json.skipChildren();
		return other;
	}

}
