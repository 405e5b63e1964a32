package io.llmresilience.test;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Refuses conversations that OpenAI would refuse: unknown roles, missing content, tool
 * calls without their answers and the other way round.
 */
final class OpenAiMessageRules {

	private static final Set<String> ROLES = Set.of("developer", "system", "user", "assistant", "tool", "function");

	private final Set<String> unanswered = new LinkedHashSet<>();

	private int index;

	void check(JsonNode messages) {
		for (JsonNode message : messages) {
			String role = role(message);
			if (role.equals("tool")) {
				toolResult(message);
			}
			else {
				allAnswered();
				content(message, role);
				message.path("tool_calls").forEach((call) -> this.unanswered.add(call.path("id").stringValue("")));
			}
			this.index++;
		}
		allAnswered();
	}

	private String role(JsonNode message) {
		String role = message.path("role").stringValue("");
		if (!ROLES.contains(role)) {
			throw invalid("invalid_value", "messages[%d].role".formatted(this.index),
					"Invalid value: '%s'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'."
						.formatted(role));
		}
		return role;
	}

	private void content(JsonNode message, String role) {
		boolean optional = role.equals("assistant")
				&& (message.path("tool_calls").isArray() || message.hasNonNull("refusal"));
		if (!optional && !message.hasNonNull("content")) {
			throw invalid("invalid_type", "messages[%d].content".formatted(this.index),
					"Invalid value for 'content': expected a string, got null.");
		}
	}

	private void toolResult(JsonNode message) {
		if (!this.unanswered.remove(message.path("tool_call_id").stringValue(""))) {
			throw invalid(null, "messages.[%d].role".formatted(this.index),
					"Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
							+ "'tool_calls'.");
		}
	}

	private void allAnswered() {
		if (!this.unanswered.isEmpty()) {
			throw invalid(null, "messages.[%d].role".formatted(this.index),
					"An assistant message with 'tool_calls' must be followed by tool messages responding to each "
							+ "'tool_call_id'. The following tool_call_ids did not have response messages: "
							+ String.join(", ", this.unanswered));
		}
	}

	private static Refusal invalid(@Nullable String code, String param, String message) {
		return new Refusal(ProviderError.openAiInvalid(code, param, message));
	}

}
