package io.llmresilience.privacy;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import org.springframework.util.unit.DataSize;

import io.llmresilience.Tool;
import io.llmresilience.provider.Dialect;
import io.llmresilience.provider.openai.OpenAiDialect;

/**
 * Makes records of any type, with a text of choice in one component.
 */
final class Samples {

	private static final Map<Class<?>, Object> VALUES = values();

	/**
	 * Values that have to be certain ones, by the component.
	 */
	private static final Map<String, Object> SPECIAL = Map.of("period", "day", "scope", "all", "mediaType", "image/png",
			"multiplier", 2.0);

	private Samples() {
	}

	private static Map<Class<?>, Object> values() {
		Map<Class<?>, Object> values = new HashMap<>();
		for (Class<?> type : List.of(int.class, Integer.class)) {
			values.put(type, 20);
		}
		for (Class<?> type : List.of(long.class, Long.class)) {
			values.put(type, 20L);
		}
		for (Class<?> type : List.of(double.class, Double.class)) {
			values.put(type, 0.5);
		}
		for (Class<?> type : List.of(boolean.class, Boolean.class)) {
			values.put(type, true);
		}
		values.put(BigDecimal.class, BigDecimal.ONE);
		values.put(Duration.class, Duration.ofSeconds(1));
		values.put(Instant.class, Instant.EPOCH);
		values.put(LocalDate.class, LocalDate.EPOCH);
		values.put(DataSize.class, DataSize.ofMegabytes(1));
		values.put(Dialect.class, new OpenAiDialect());
		values.put(JsonNode.class, StringNode.valueOf("text"));
		values.put(Tool.Choice.Mode.class, Tool.Choice.Mode.NAMED);
		return values;
	}

	/**
	 * Return whether a component of that type can hold any text.
	 */
	static boolean holdsText(Type type) {
		if (type instanceof ParameterizedType generic) {
			return Arrays.stream(generic.getActualTypeArguments()).anyMatch(Samples::holdsText);
		}
		return type == String.class || type == Object.class || type == CharSequence.class || type == byte[].class;
	}

	/**
	 * Make a record.
	 * @param type its type
	 * @param component the number of the component that gets the text, or -1
	 * @param text the text; that of maps is in their values if these are texts
	 */
	static Object record(Class<?> type, int component, String text) throws ReflectiveOperationException {
		RecordComponent[] components = type.getRecordComponents();
		Object[] arguments = new Object[components.length];
		for (int i = 0; i < components.length; i++) {
			arguments[i] = (i == component) ? value(components[i].getGenericType(), text) : ordinary(components[i]);
		}
		Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
		Constructor<?> constructor = type.getDeclaredConstructor(types);
		constructor.setAccessible(true);
		return constructor.newInstance(arguments);
	}

	private static @Nullable Object ordinary(RecordComponent component) throws ReflectiveOperationException {
		boolean simple = component.getType() == String.class || component.getType() == double.class;
		Object special = simple ? SPECIAL.get(component.getName()) : null;
		return (special != null) ? special : value(component.getGenericType(), "text");
	}

	private static @Nullable Object value(Type type, String text) throws ReflectiveOperationException {
		if (type instanceof ParameterizedType generic) {
			return collection(generic, text);
		}
		if (type == byte[].class) {
			return text.getBytes();
		}
		if (!(type instanceof Class<?> raw) || raw.isAssignableFrom(String.class)) {
			return text;
		}
		if (VALUES.containsKey(raw)) {
			return VALUES.get(raw);
		}
		if (raw.isEnum()) {
			return raw.getEnumConstants()[0];
		}
		return (raw.isSealed() || raw.isRecord()) ? record(firstRecord(raw), -1, text) : null;
	}

	private static Class<?> firstRecord(Class<?> type) {
		return type.isRecord() ? type
				: Arrays.stream(type.getPermittedSubclasses()).filter(Class::isRecord).findFirst().orElseThrow();
	}

	private static @Nullable Object collection(ParameterizedType type, String text)
			throws ReflectiveOperationException {
		Type first = type.getActualTypeArguments()[0];
		if (type.getRawType() == List.class) {
			return Stream.ofNullable(value(first, text)).toList();
		}
		if (type.getRawType() == Set.class) {
			return Stream.ofNullable(value(first, text)).collect(Collectors.toSet());
		}
		if (type.getRawType() == Map.class) {
			Type second = type.getActualTypeArguments()[1];
			return Map.of(holdsText(second) ? "name" : value(first, text), value(second, text));
		}
		return null;
	}

}
