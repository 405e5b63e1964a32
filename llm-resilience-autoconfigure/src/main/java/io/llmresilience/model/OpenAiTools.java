package io.llmresilience.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Tool;

/**
 * Counts tools as OpenAI writes them into a prompt: not as JSON, but as a short
 * declaration in which a property has one line.
 */
final class OpenAiTools {

	private static final int ALL_TOOLS = 12;

	private static final int PER_OBJECT = 3;

	private static final int PER_PROPERTY = 3;

	private static final int PER_ENUM = -3;

	private static final int PER_ENUM_VALUE = 3;

	private static final Set<String> IN_THE_LINE = Set.of("properties", "type", "description", "enum");

	private final ToLongFunction<String> tokenizer;

	private final int perTool;

	OpenAiTools(ToLongFunction<String> tokenizer, int perTool) {
		this.tokenizer = tokenizer;
		this.perTool = perTool;
	}

	long count(List<Tool> tools) {
		return tools.isEmpty() ? 0 : ALL_TOOLS
				+ tools.stream().mapToLong((tool) -> count(tool.name(), tool.description(), tool.parameters())).sum();
	}

	long count(ChatRequest.Format.JsonSchema format) {
		return ALL_TOOLS + count(format.name(), text(format.schema().get("description")), format.schema());
	}

	private long count(String name, String description, Map<?, ?> schema) {
		return this.perTool + line(name, description) + properties(schema.get("properties")) + further(schema);
	}

	private long properties(@Nullable Object properties) {
		long tokens = 0;
		if (properties instanceof Map<?, ?> map && !map.isEmpty()) {
			tokens += PER_OBJECT;
			for (Map.Entry<?, ?> each : map.entrySet()) {
				tokens += property(text(each.getKey()), each.getValue());
			}
		}
		return tokens;
	}

	private long property(String name, @Nullable Object value) {
		if (!(value instanceof Map<?, ?> schema)) {
			return PER_PROPERTY + line(name, text(value));
		}
		return PER_PROPERTY + line(name + ":" + text(schema.get("type")), text(schema.get("description")))
				+ values(schema.get("enum")) + properties(schema.get("properties")) + further(schema);
	}

	private long values(@Nullable Object values) {
		long tokens = 0;
		if (values instanceof Collection<?> collection) {
			tokens += PER_ENUM;
			for (Object value : collection) {
				tokens += PER_ENUM_VALUE + this.tokenizer.applyAsLong(text(value));
			}
		}
		return tokens;
	}

	/**
	 * Schemas within a schema, such as those of a list's items or of alternatives.
	 */
	private long further(Map<?, ?> schema) {
		long tokens = 0;
		for (Map.Entry<?, ?> each : schema.entrySet()) {
			String key = text(each.getKey());
			tokens += IN_THE_LINE.contains(key) ? 0 : nested(key, each.getValue());
		}
		return tokens;
	}

	private long nested(String key, @Nullable Object value) {
		if (value instanceof Collection<?> schemas) {
			return schemas.stream().mapToLong((each) -> nested(key, each)).sum();
		}
		return (value instanceof Map<?, ?>) ? property(key, value) : 0;
	}

	private long line(String name, String description) {
		int end = description.length() - (description.endsWith(".") ? 1 : 0);
		return this.tokenizer.applyAsLong(name + ":" + description.substring(0, end));
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? String.valueOf(value) : "";
	}

}
