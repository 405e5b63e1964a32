package io.llmresilience.provider.anthropic;

import java.util.List;

import tools.jackson.core.JsonGenerator;

import io.llmresilience.Message;

/**
 * Writes a conversation as turns: neighbours of one role become one message, and a user's
 * turn has its tool results first.
 */
final class TurnWriter {

	private final JsonGenerator json;

	private final BlockWriter blocks;

	TurnWriter(JsonGenerator json) {
		this.json = json;
		this.blocks = new BlockWriter(json);
	}

	void write(List<Message> messages) {
		this.json.writeStartArray();
		int from = 0;
		while (from < messages.size()) {
			int to = from + 1;
			while (to < messages.size() && role(messages.get(to)).equals(role(messages.get(from)))) {
				to++;
			}
			writeTurn(messages.subList(from, to));
			from = to;
		}
		this.json.writeEndArray();
	}

	private void writeTurn(List<Message> turn) {
		this.json.writeStartObject();
		this.json.writeStringProperty("role", role(turn.get(0)));
		this.json.writeArrayPropertyStart("content");
		for (Message message : turn) {
			if (message instanceof Message.ToolResult result) {
				this.blocks.writeResult(result);
			}
		}
		for (Message message : turn) {
			if (message instanceof Message.User user) {
				this.blocks.write(user.content());
			}
			else if (message instanceof Message.Assistant assistant) {
				this.blocks.write(assistant.content());
			}
		}
		this.json.writeEndArray();
		this.json.writeEndObject();
	}

	private static String role(Message message) {
		return (message instanceof Message.Assistant) ? "assistant" : "user";
	}

}
