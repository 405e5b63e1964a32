package io.llmresilience.provider;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;

/**
 * Writes maps, lists, strings, numbers and booleans as JSON, the same values always as
 * the same bytes: a map that keeps an order is written in it, any other by its keys.
 */
public final class JsonValues {

	private final JsonGenerator json;

	private final String route;

	private final String field;

	/**
	 * Create a writer of one field.
	 * @param json where to write to
	 * @param route the route, for a refusal
	 * @param field the field that holds the values, for a refusal
	 */
	public JsonValues(JsonGenerator json, String route, String field) {
		this.json = json;
		this.route = route;
		this.field = field;
	}

	/**
	 * Write a value.
	 * @param value maps, lists, strings, numbers, booleans or {@code null}
	 * @throws CallRefusedException if there is something else in it
	 */
	public void write(@Nullable Object value) {
		if (value == null) {
			this.json.writeNull();
		}
		else if (value instanceof String text) {
			this.json.writeString(text);
		}
		else if (value instanceof Boolean flag) {
			this.json.writeBoolean(flag);
		}
		else if (value instanceof Number number) {
			writeNumber(number);
		}
		else {
			writeContainer(value);
		}
	}

	private void writeContainer(Object value) {
		if (value instanceof Map<?, ?> map) {
			this.json.writeStartObject();
			writeProperties(map);
			this.json.writeEndObject();
		}
		else if (value instanceof List<?> list) {
			this.json.writeStartArray();
			list.forEach(this::write);
			this.json.writeEndArray();
		}
		else {
			throw refusal("a " + value.getClass().getName());
		}
	}

	/**
	 * Write a map's entries into an object that has been started.
	 * @param map the entries
	 * @throws CallRefusedException if there is something in it that has no form in JSON
	 */
	public void writeProperties(Map<?, ?> map) {
		ordered(map).forEach((key, value) -> {
			this.json.writeName((String) key);
			write(value);
		});
	}

	private Map<?, ?> ordered(Map<?, ?> map) {
		for (Object key : map.keySet()) {
			if (!(key instanceof String)) {
				throw refusal("a map key that is not a string");
			}
		}
		boolean keepsOrder = map.size() < 2 || map instanceof LinkedHashMap || map instanceof SortedMap;
		return keepsOrder ? map : new TreeMap<>(map);
	}

	private void writeNumber(Number number) {
		if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
			this.json.writeNumber(number.longValue());
		}
		else if (number instanceof Double value && Double.isFinite(value)) {
			this.json.writeNumber(value.doubleValue());
		}
		else if (number instanceof Float value && Float.isFinite(value)) {
			this.json.writeNumber(value.floatValue());
		}
		else if (number instanceof BigDecimal value) {
			this.json.writeNumber(value);
		}
		else if (number instanceof BigInteger value) {
			this.json.writeNumber(value);
		}
		else {
			throw refusal("a " + number.getClass().getName() + " that is infinite or of an unknown kind");
		}
	}

	private CallRefusedException refusal(String found) {
		return new CallRefusedException(FailureKind.INVALID_REQUEST, this.route, "'" + this.field + "' holds " + found
				+ ", which has no form in JSON; use maps with string keys, lists, strings, finite numbers and booleans");
	}

}
