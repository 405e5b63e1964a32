package io.llmresilience.test;

import tools.jackson.databind.node.ObjectNode;

/**
 * Writes token counts as Anthropic does, where the input excludes what was cached.
 */
final class AnthropicUsage {

	private AnthropicUsage() {
	}

	static ObjectNode start(Usage usage, int input, int output) {
		ObjectNode node = Json.object().put("input_tokens", Math.max(0, input - usage.cached() - usage.cacheWritten()));
		node.put("cache_creation_input_tokens", usage.cacheWritten()).put("cache_read_input_tokens", usage.cached());
		return node.put("output_tokens", output);
	}

	static ObjectNode whole(Usage usage, int input, int output, String serviceTier) {
		ObjectNode node = start(usage, input, output);
		node.putObject("cache_creation")
			.put("ephemeral_5m_input_tokens", usage.cacheWritten())
			.put("ephemeral_1h_input_tokens", 0);
		node.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
		return node.putNull("server_tool_use").put("service_tier", serviceTier).put("inference_geo", "global");
	}

}
