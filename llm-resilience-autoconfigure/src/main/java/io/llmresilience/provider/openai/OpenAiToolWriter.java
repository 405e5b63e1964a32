package io.llmresilience.provider.openai;

import java.util.List;

import tools.jackson.core.JsonGenerator;

import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.JsonValues;

/**
 * Writes the tools of a request and the choice among them.
 */
final class OpenAiToolWriter {

	private final JsonGenerator json;

	private final ModelSpec model;

	OpenAiToolWriter(JsonGenerator json, ModelSpec model) {
		this.json = json;
		this.model = model;
	}

	void write(List<Tool> tools) {
		this.json.writeStartArray();
		for (int i = 0; i < tools.size(); i++) {
			write(tools.get(i), i);
		}
		this.json.writeEndArray();
	}

	private void write(Tool tool, int index) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", "function");
		this.json.writeObjectPropertyStart("function");
		this.json.writeStringProperty("name", tool.name());
		if (!tool.description().isEmpty()) {
			this.json.writeStringProperty("description", tool.description());
		}
		if (!tool.parameters().isEmpty()) {
			this.json.writeName("parameters");
			new JsonValues(this.json, this.model.id(), "tools[" + index + "].parameters").write(tool.parameters());
		}
		this.json.writeEndObject();
		this.json.writeEndObject();
	}

	void write(Tool.Choice choice) {
		switch (choice.mode()) {
			case AUTO -> this.json.writeString("auto");
			case NONE -> this.json.writeString("none");
			case REQUIRED -> this.json.writeString("required");
			case NAMED -> {
				this.json.writeStartObject();
				this.json.writeStringProperty("type", "function");
				this.json.writeObjectPropertyStart("function");
				this.json.writeStringProperty("name", choice.name());
				this.json.writeEndObject();
				this.json.writeEndObject();
			}
		}
	}

}
