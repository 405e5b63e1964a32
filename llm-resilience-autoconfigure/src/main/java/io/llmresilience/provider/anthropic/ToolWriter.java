package io.llmresilience.provider.anthropic;

import java.util.List;
import java.util.Locale;

import tools.jackson.core.JsonGenerator;

import io.llmresilience.Tool;
import io.llmresilience.provider.JsonValues;

/**
 * Writes tools and the choice among them.
 */
final class ToolWriter {

	private final JsonGenerator json;

	private final String route;

	ToolWriter(JsonGenerator json, String route) {
		this.json = json;
		this.route = route;
	}

	void write(List<Tool> tools) {
		this.json.writeStartArray();
		for (int i = 0; i < tools.size(); i++) {
			write(tools.get(i), "tools[" + i + "].parameters");
		}
		this.json.writeEndArray();
	}

	void write(Tool.Choice choice) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", switch (choice.mode()) {
			case AUTO, NONE -> choice.mode().name().toLowerCase(Locale.ROOT);
			case REQUIRED -> "any";
			case NAMED -> "tool";
		});
		if (choice.name() != null) {
			this.json.writeStringProperty("name", choice.name());
		}
		this.json.writeEndObject();
	}

	private void write(Tool tool, String field) {
		this.json.writeStartObject();
		this.json.writeStringProperty("name", tool.name());
		if (!tool.description().isEmpty()) {
			this.json.writeStringProperty("description", tool.description());
		}
		this.json.writeObjectPropertyStart("input_schema");
		if (!tool.parameters().containsKey("type")) {
			this.json.writeStringProperty("type", "object");
		}
		new JsonValues(this.json, this.route, field).writeProperties(tool.parameters());
		this.json.writeEndObject();
		this.json.writeEndObject();
	}

}
