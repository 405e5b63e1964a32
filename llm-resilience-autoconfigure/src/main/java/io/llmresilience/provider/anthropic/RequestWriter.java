package io.llmresilience.provider.anthropic;

import java.util.List;
import java.util.Map;

import tools.jackson.core.JsonGenerator;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequest.Format;
import io.llmresilience.ChatRequest.Sampling;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.JsonValues;

/**
 * Writes one request that the rules have let pass. A field that is also among the extra
 * ones is written once, as the extra one has it.
 */
final class RequestWriter {

	private final JsonGenerator json;

	private final ChatRequest request;

	private final ModelSpec model;

	private final Map<String, Object> extra;

	RequestWriter(JsonGenerator json, ChatRequest request, ModelSpec model) {
		this.json = json;
		this.request = request;
		this.model = model;
		this.extra = request.extra().getOrDefault("anthropic", Map.of());
	}

	void write(boolean streamed) {
		this.json.writeStartObject();
		field("model", () -> this.json.writeString(this.model.name()));
		field("max_tokens", () -> this.json.writeNumber(maxTokens()));
		if (streamed) {
			field("stream", () -> this.json.writeBoolean(true));
		}
		writeConversation();
		writeSampling(new SamplingRules(this.model).fit(this.request.sampling()));
		writeTools();
		if (this.request.output().format() instanceof Format.JsonSchema format) {
			field("output_config", () -> writeFormat(format));
		}
		this.extra.forEach((name, value) -> {
			this.json.writeName(name);
			values("extra.anthropic." + name).write(value);
		});
		this.json.writeEndObject();
	}

	private int maxTokens() {
		Integer maxTokens = this.request.output().maxTokens();
		if (maxTokens == null) {
			throw new IllegalStateException("'maxTokens' must be set before a request is written");
		}
		return maxTokens;
	}

	private void writeConversation() {
		List<Message> messages = this.request.messages();
		List<Message> spoken = messages.stream().filter((message) -> !(message instanceof Message.System)).toList();
		if (spoken.size() < messages.size()) {
			field("system", this::writeSystem);
		}
		field("messages", () -> new TurnWriter(this.json).write(spoken));
	}

	private void writeSystem() {
		List<String> texts = this.request.messages()
			.stream()
			.filter(Message.System.class::isInstance)
			.map((message) -> ((Message.System) message).text())
			.toList();
		if (texts.size() == 1) {
			this.json.writeString(texts.get(0));
			return;
		}
		BlockWriter blocks = new BlockWriter(this.json);
		this.json.writeStartArray();
		texts.forEach(blocks::writeText);
		this.json.writeEndArray();
	}

	private void writeSampling(Sampling sampling) {
		Double temperature = sampling.temperature();
		if (temperature != null) {
			field("temperature", () -> this.json.writeNumber(temperature));
		}
		Double topP = sampling.topP();
		if (topP != null) {
			field("top_p", () -> this.json.writeNumber(topP));
		}
		if (!sampling.stopSequences().isEmpty()) {
			field("stop_sequences", () -> values("stopSequences").write(sampling.stopSequences()));
		}
		String userId = this.request.origin().userId();
		if (userId != null) {
			field("metadata", () -> values("userId").write(Map.of("user_id", userId)));
		}
	}

	private void writeTools() {
		ToolWriter writer = new ToolWriter(this.json, this.model.id());
		List<Tool> tools = this.request.toolUse().tools();
		if (!tools.isEmpty()) {
			field("tools", () -> writer.write(tools));
		}
		Tool.Choice choice = this.request.toolUse().choice();
		if (choice != null && (!tools.isEmpty() || this.extra.containsKey("tools"))) {
			field("tool_choice", () -> writer.write(choice));
		}
	}

	private void writeFormat(Format.JsonSchema format) {
		this.json.writeStartObject();
		this.json.writeObjectPropertyStart("format");
		this.json.writeStringProperty("type", "json_schema");
		this.json.writeName("schema");
		values("format").write(format.schema());
		this.json.writeEndObject();
		this.json.writeEndObject();
	}

	private JsonValues values(String field) {
		return new JsonValues(this.json, this.model.id(), field);
	}

	private void field(String name, Runnable value) {
		if (!this.extra.containsKey(name)) {
			this.json.writeName(name);
			value.run();
		}
	}

}
