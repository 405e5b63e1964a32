package io.llmresilience.test;

import java.util.LinkedHashSet;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Refuses conversations that Anthropic would refuse: a first message that is not the
 * user's, empty texts, tool uses without their results and the other way round, prefill
 * where it is not taken.
 */
final class AnthropicMessageRules {

	private final boolean refusesPrefill;

	private Set<String> unanswered = new LinkedHashSet<>();

	private int index;

	AnthropicMessageRules(boolean refusesPrefill) {
		this.refusesPrefill = refusesPrefill;
	}

	void check(JsonNode messages) {
		if (!messages.isArray()) {
			throw AnthropicRules.invalid("messages: Input should be a valid list");
		}
		if (messages.isEmpty()) {
			throw AnthropicRules.invalid("messages: at least one message is required");
		}
		int last = messages.size() - 1;
		for (JsonNode message : messages) {
			String role = role(message);
			content(message.path("content"), role.equals("assistant") && this.index == last);
			answers(message.path("content"));
			this.index++;
		}
		if (!this.unanswered.isEmpty()) {
			throw unanswered();
		}
		if (this.refusesPrefill && role(messages.get(last)).equals("assistant")) {
			throw AnthropicRules.invalid("This model does not support assistant message prefill. The conversation "
					+ "must end with a user message.");
		}
	}

	private String role(JsonNode message) {
		String role = message.path("role").stringValue("");
		if (!role.equals("user") && !role.equals("assistant")) {
			throw AnthropicRules
				.invalid("messages.%d.role: Input should be 'user' or 'assistant'".formatted(this.index));
		}
		if (this.index == 0 && role.equals("assistant")) {
			throw AnthropicRules.invalid("messages: first message must use the \"user\" role");
		}
		return role;
	}

	private void content(JsonNode content, boolean mayBeEmpty) {
		if (content.isMissingNode()) {
			throw AnthropicRules.invalid("messages.%d.content: Field required".formatted(this.index));
		}
		boolean empty = content.isArray() ? content.isEmpty() : content.stringValue("").isEmpty();
		if (empty && !mayBeEmpty) {
			throw AnthropicRules.invalid(("messages.%d: all messages must have non-empty content except for the "
					+ "optional final assistant message")
				.formatted(this.index));
		}
		for (JsonNode block : content.isArray() ? content : Json.object()) {
			if (block.path("type").stringValue("").equals("text") && block.path("text").stringValue("").isEmpty()) {
				throw AnthropicRules.invalid("messages: text content blocks must be non-empty");
			}
		}
	}

	private void answers(JsonNode content) {
		Set<String> open = this.unanswered;
		this.unanswered = new LinkedHashSet<>();
		for (JsonNode block : content.isArray() ? content : Json.object()) {
			String type = block.path("type").stringValue("");
			if (type.equals("tool_use")) {
				this.unanswered.add(block.path("id").stringValue(""));
			}
			if (type.equals("tool_result")) {
				answer(open, block.path("tool_use_id").stringValue(""));
			}
		}
		if (!open.isEmpty()) {
			this.unanswered = open;
			this.index--;
			throw unanswered();
		}
	}

	private void answer(Set<String> open, String id) {
		if (!open.remove(id)) {
			throw AnthropicRules.invalid(("messages.%d.content: unexpected `tool_use_id` found in `tool_result` "
					+ "blocks: %s. Each `tool_result` block must have a corresponding `tool_use` block in the "
					+ "previous message.")
				.formatted(this.index, id));
		}
	}

	private Refusal unanswered() {
		return AnthropicRules.invalid(("messages.%d: `tool_use` ids were found without `tool_result` blocks "
				+ "immediately after: %s. Each `tool_use` block must have a corresponding `tool_result` block in the "
				+ "next message.")
			.formatted(this.index, String.join(", ", this.unanswered)));
	}

}
