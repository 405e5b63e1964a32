package io.llmresilience.sample.chat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import org.springframework.boot.convert.DurationStyle;

/**
 * Reads durations as properties have them: {@code 3s}, {@code PT3S}, or a plain number of
 * seconds.
 */
class DurationReader extends StdDeserializer<Duration> {

	DurationReader() {
		super(Duration.class);
	}

	@Override
	public @Nullable Duration deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.hasToken(JsonToken.VALUE_STRING) && !parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
			return (Duration) context.handleUnexpectedToken(Duration.class, parser);
		}
		try {
			return DurationStyle.detectAndParse(parser.getString(), ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return (Duration) context.handleWeirdStringValue(Duration.class, "", "not a duration");
		}
	}

}
