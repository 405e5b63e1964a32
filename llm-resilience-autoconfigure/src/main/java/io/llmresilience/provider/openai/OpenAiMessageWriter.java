package io.llmresilience.provider.openai;

import java.io.Reader;
import java.util.List;

import tools.jackson.core.JsonGenerator;

import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * Writes the messages of a request. Reasoning is not sent back: Chat Completions has no
 * place for it.
 */
final class OpenAiMessageWriter {

	private final JsonGenerator json;

	private final ModelSpec model;

	OpenAiMessageWriter(JsonGenerator json, ModelSpec model) {
		this.json = json;
		this.model = model;
	}

	void write(List<Message> messages) {
		this.json.writeStartArray();
		for (Message message : messages) {
			this.json.writeStartObject();
			write(message);
			this.json.writeEndObject();
		}
		this.json.writeEndArray();
	}

	private void write(Message message) {
		if (message instanceof Message.System system) {
			this.json.writeStringProperty("role", this.model.has(Quirk.DEVELOPER_MESSAGES) ? "developer" : "system");
			this.json.writeStringProperty("content", system.text());
		}
		else if (message instanceof Message.User user) {
			this.json.writeStringProperty("role", "user");
			writeContent(user.content());
		}
		else if (message instanceof Message.Assistant assistant) {
			writeAssistant(assistant);
		}
		else if (message instanceof Message.ToolResult result) {
			writeToolResult(result);
		}
	}

	private void writeContent(List<Content> content) {
		if (content.size() == 1 && content.get(0) instanceof Content.Text text) {
			this.json.writeStringProperty("content", text.text());
			return;
		}
		this.json.writeArrayPropertyStart("content");
		for (Content part : content) {
			this.json.writeStartObject();
			writePart(part);
			this.json.writeEndObject();
		}
		this.json.writeEndArray();
	}

	private void writePart(Content part) {
		if (part instanceof Content.Text text) {
			this.json.writeStringProperty("type", "text");
			this.json.writeStringProperty("text", text.text());
			return;
		}
		this.json.writeStringProperty("type", "image_url");
		this.json.writeObjectPropertyStart("image_url");
		this.json.writeName("url");
		if (part instanceof Content.ImageData image) {
			this.json.writeString(new DataUriReader(image), -1);
		}
		else if (part instanceof Content.ImageUrl image) {
			this.json.writeString(image.url().toString());
		}
		this.json.writeEndObject();
	}

	private void writeAssistant(Message.Assistant assistant) {
		String text = assistant.text();
		List<Content.ToolCall> calls = assistant.toolCalls();
		this.json.writeStringProperty("role", "assistant");
		if (text.isEmpty() && !calls.isEmpty()) {
			this.json.writeNullProperty("content");
		}
		else {
			this.json.writeStringProperty("content", text);
		}
		if (!calls.isEmpty()) {
			this.json.writeArrayPropertyStart("tool_calls");
			calls.forEach(this::writeToolCall);
			this.json.writeEndArray();
		}
	}

	private void writeToolCall(Content.ToolCall call) {
		this.json.writeStartObject();
		this.json.writeStringProperty("id", call.id());
		this.json.writeStringProperty("type", "function");
		this.json.writeObjectPropertyStart("function");
		this.json.writeStringProperty("name", call.name());
		this.json.writeStringProperty("arguments", call.arguments());
		this.json.writeEndObject();
		this.json.writeEndObject();
	}

	private void writeToolResult(Message.ToolResult result) {
		StringBuilder content = new StringBuilder();
		for (Content piece : result.content()) {
			if (piece instanceof Content.Text text) {
				content.append(text.text());
			}
		}
		this.json.writeStringProperty("role", "tool");
		this.json.writeStringProperty("tool_call_id", result.callId());
		this.json.writeStringProperty("content", content.toString());
	}

	/**
	 * Reads an image as a {@code data:} address (RFC 2397) without joining its parts.
	 */
	private static final class DataUriReader extends Reader {

		private final String head;

		private final String data;

		private int position;

		DataUriReader(Content.ImageData image) {
			this.head = "data:" + image.mediaType() + ";base64,";
			this.data = image.base64();
		}

		@Override
		public int read(char[] buffer, int offset, int length) {
			boolean inHead = this.position < this.head.length();
			String part = inHead ? this.head : this.data;
			int begin = inHead ? this.position : this.position - this.head.length();
			int end = Math.min(part.length(), begin + length);
			if (begin == end) {
				return -1;
			}
			part.getChars(begin, end, buffer, offset);
			this.position += end - begin;
			return end - begin;
		}

		@Override
		public void close() {
		}

	}

}
