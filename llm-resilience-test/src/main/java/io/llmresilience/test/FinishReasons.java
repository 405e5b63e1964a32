package io.llmresilience.test;

import java.util.Map;

/**
 * Chooses the finish reason of a message and translates it between the dialects.
 */
final class FinishReasons {

	private static final Map<String, String> TO_ANTHROPIC = Map.of("stop", "end_turn", "length", "max_tokens",
			"tool_calls", "tool_use", "content_filter", "refusal");

	private static final Map<String, String> TO_OPENAI = Map.of("end_turn", "stop", "stop_sequence", "stop",
			"max_tokens", "length", "model_context_window_exceeded", "length", "tool_use", "tool_calls", "refusal",
			"content_filter");

	private FinishReasons() {
	}

	static String openAi(Message message) {
		String given = message.finishReason();
		if (given != null) {
			return TO_OPENAI.getOrDefault(given, given);
		}
		return message.has(Part.ToolCall.class) ? "tool_calls" : "stop";
	}

	static String anthropic(Message message) {
		String given = message.finishReason();
		if (given != null) {
			return TO_ANTHROPIC.getOrDefault(given, given);
		}
		if (message.has(Part.Refusal.class)) {
			return "refusal";
		}
		return message.has(Part.ToolCall.class) ? "tool_use" : "end_turn";
	}

}
