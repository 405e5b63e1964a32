package io.llmresilience.test;

import tools.jackson.databind.node.ObjectNode;

/**
 * Writes token counts as OpenAI does, where the prompt includes what was cached.
 */
final class OpenAiUsage {

	private OpenAiUsage() {
	}

	static ObjectNode of(Usage usage, int input, int output) {
		ObjectNode node = Json.object();
		node.put("prompt_tokens", input).put("completion_tokens", output).put("total_tokens", input + output);
		node.putObject("prompt_tokens_details")
			.put("cached_tokens", usage.cached())
			.put("cache_write_tokens", usage.cacheWritten())
			.put("audio_tokens", 0);
		node.putObject("completion_tokens_details")
			.put("reasoning_tokens", usage.reasoning())
			.put("audio_tokens", 0)
			.put("accepted_prediction_tokens", 0)
			.put("rejected_prediction_tokens", 0);
		return node;
	}

}
