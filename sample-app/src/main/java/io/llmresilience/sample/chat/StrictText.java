package io.llmresilience.sample.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads text and takes nothing else for it.
 */
class StrictText extends StdDeserializer<String> {

	StrictText() {
		super(String.class);
	}

	@Override
	public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
		return parser.hasToken(JsonToken.VALUE_STRING) ? parser.getString()
				: (String) context.handleUnexpectedToken(String.class, parser);
	}

}
