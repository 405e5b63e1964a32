package io.llmresilience.provider;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;

/**
 * Writes the free values of a request, such as JSON Schemas and extra fields, to JSON.
 */
public final class JsonValues {

	private JsonValues() {
	}

	/**
	 * Write a value that is made of maps, lists, strings, numbers, booleans and
	 * {@code null}.
	 * @param generator where to write to
	 * @param value the value
	 * @param field the field that holds the value, for the message of a refusal
	 * @throws CallRefusedException if there is something else in it
	 */
	public static void write(JsonGenerator generator, @Nullable Object value, String field) {
		if (value instanceof Map<?, ?> map) {
			writeMap(generator, map, field);
		}
		else if (value instanceof List<?> list) {
			generator.writeStartArray();
			list.forEach((element) -> write(generator, element, field));
			generator.writeEndArray();
		}
		else {
			writeScalar(generator, value, field);
		}
	}

	private static void writeMap(JsonGenerator generator, Map<?, ?> map, String field) {
		generator.writeStartObject();
		map.forEach((key, value) -> {
			if (!(key instanceof String name)) {
				throw refused(field, "a map with keys that are not strings");
			}
			generator.writeName(name);
			write(generator, value, field);
		});
		generator.writeEndObject();
	}

	private static void writeScalar(JsonGenerator generator, @Nullable Object value, String field) {
		if (value == null) {
			generator.writeNull();
		}
		else if (value instanceof String text) {
			generator.writeString(text);
		}
		else if (value instanceof Boolean bool) {
			generator.writeBoolean(bool);
		}
		else if (value instanceof Number number) {
			writeNumber(generator, number, field);
		}
		else {
			throw refused(field, "a " + value.getClass().getName());
		}
	}

	private static void writeNumber(JsonGenerator generator, Number number, String field) {
		if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
			generator.writeNumber(number.longValue());
		}
		else if (number instanceof BigInteger integer) {
			generator.writeNumber(integer);
		}
		else if (number instanceof BigDecimal decimal) {
			generator.writeNumber(decimal);
		}
		else if (number instanceof Double value && Double.isFinite(value)) {
			generator.writeNumber(value);
		}
		else if (number instanceof Float value && Float.isFinite(value)) {
			generator.writeNumber(value);
		}
		else {
			throw refused(field, "a " + number.getClass().getName() + " that is infinite or of an unknown kind");
		}
	}

	private static CallRefusedException refused(String field, String what) {
		return new CallRefusedException(FailureKind.INVALID_REQUEST, null, "'" + field + "' holds " + what
				+ ", which has no form in JSON; use maps, lists, strings, numbers, booleans and null");
	}

}
