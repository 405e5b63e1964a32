package io.llmresilience.provider.anthropic;

import java.util.List;

import tools.jackson.core.JsonGenerator;

import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Writes content blocks.
 */
final class BlockWriter {

	private final JsonGenerator json;

	BlockWriter(JsonGenerator json) {
		this.json = json;
	}

	/**
	 * Return whether there is a block for a piece of content. Blank text is refused by
	 * the provider, and reasoning that it has not signed comes from another one.
	 * @param piece the piece
	 * @return whether it is sent
	 */
	static boolean sendable(Content piece) {
		if (piece instanceof Content.Text text) {
			return !text.text().isBlank();
		}
		return !(piece instanceof Content.Reasoning reasoning) || reasoning.signature() != null
				|| reasoning.redacted() != null;
	}

	void write(List<Content> content) {
		for (Content piece : content) {
			if (sendable(piece)) {
				write(piece);
			}
		}
	}

	void writeText(String text) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", "text");
		this.json.writeStringProperty("text", text);
		this.json.writeEndObject();
	}

	void writeResult(Message.ToolResult result) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", "tool_result");
		this.json.writeStringProperty("tool_use_id", result.callId());
		if (result.content().stream().anyMatch(BlockWriter::sendable)) {
			this.json.writeArrayPropertyStart("content");
			write(result.content());
			this.json.writeEndArray();
		}
		if (result.error()) {
			this.json.writeBooleanProperty("is_error", true);
		}
		this.json.writeEndObject();
	}

	private void write(Content piece) {
		if (piece instanceof Content.Text text) {
			writeText(text.text());
		}
		else if (piece instanceof Content.ToolCall call) {
			writeCall(call);
		}
		else if (piece instanceof Content.Reasoning reasoning) {
			writeReasoning(reasoning);
		}
		else {
			writeImage(piece);
		}
	}

	private void writeCall(Content.ToolCall call) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", "tool_use");
		this.json.writeStringProperty("id", call.id());
		this.json.writeStringProperty("name", call.name());
		this.json.writeName("input");
		this.json.writeRawValue(call.arguments().isEmpty() ? "{}" : call.arguments());
		this.json.writeEndObject();
	}

	private void writeReasoning(Content.Reasoning reasoning) {
		this.json.writeStartObject();
		if (reasoning.signature() != null) {
			this.json.writeStringProperty("type", "thinking");
			this.json.writeStringProperty("thinking", reasoning.text());
			this.json.writeStringProperty("signature", reasoning.signature());
		}
		else {
			this.json.writeStringProperty("type", "redacted_thinking");
			this.json.writeStringProperty("data", reasoning.redacted());
		}
		this.json.writeEndObject();
	}

	private void writeImage(Content piece) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", "image");
		this.json.writeObjectPropertyStart("source");
		if (piece instanceof Content.ImageUrl image) {
			this.json.writeStringProperty("type", "url");
			this.json.writeStringProperty("url", image.url().toString());
		}
		else if (piece instanceof Content.ImageData image) {
			this.json.writeStringProperty("type", "base64");
			this.json.writeStringProperty("media_type", image.mediaType());
			this.json.writeStringProperty("data", image.base64());
		}
		this.json.writeEndObject();
		this.json.writeEndObject();
	}

}
