package io.llmresilience.test;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Refuses what Anthropic would refuse.
 */
final class AnthropicRules {

	private static final Set<String> FIELDS = Set.of("model", "max_tokens", "messages", "system", "tools",
			"tool_choice", "stop_sequences", "stream", "temperature", "top_p", "top_k", "metadata", "cache_control",
			"service_tier", "thinking", "output_config", "container", "context_management", "mcp_servers",
			"inference_geo", "user_profile");

	private static final int MIN_THINKING = 1024;

	private final ReceivedRequest request;

	private final JsonNode body;

	private final ClaudeGeneration generation;

	AnthropicRules(ReceivedRequest request) {
		this.request = request;
		this.body = request.body();
		this.generation = ClaudeGeneration.of(request.model());
	}

	static void key(ReceivedRequest request, String apiKey) {
		String key = request.header("x-api-key");
		String authorization = request.header("authorization");
		if (key == null && authorization == null) {
			throw new Refusal(ProviderError.anthropic(401, "authentication_error", "x-api-key header is required"));
		}
		if (!apiKey.equals(key) && !("Bearer " + apiKey).equals(authorization)) {
			throw new Refusal(KnownError.UNAUTHORIZED.in(Dialect.ANTHROPIC));
		}
	}

	void shape() {
		String version = this.request.header("anthropic-version");
		if (version == null) {
			throw invalid("anthropic-version: header is required");
		}
		if (!version.equals("2023-06-01") && !version.equals("2023-01-01")) {
			throw invalid("anthropic-version: \"%s\" is not a valid version".formatted(version));
		}
		if (!this.body.isObject()) {
			throw invalid("The request body is not valid JSON");
		}
		for (String field : List.of("model", "max_tokens", "messages")) {
			if (!this.body.has(field)) {
				throw invalid(field + ": Field required");
			}
		}
		for (String field : this.body.propertyNames()) {
			if (!FIELDS.contains(field)) {
				throw invalid(field + ": Extra inputs are not permitted");
			}
		}
	}

	void model(ModelCatalog models) {
		if (models.find(this.request.model()) == null) {
			throw new Refusal(ProviderError.anthropic(404, "not_found_error", "model: " + this.request.model()));
		}
	}

	void parameters() {
		JsonNode maxTokens = this.body.path("max_tokens");
		if (!maxTokens.isIntegralNumber()) {
			throw invalid("max_tokens: Input should be a valid integer");
		}
		if (maxTokens.asLong(0) < 0) {
			throw invalid("max_tokens: Input should be greater than or equal to 0");
		}
		range("temperature");
		range("top_p");
		sampling();
		thinking(maxTokens.asLong(0));
	}

	private void range(String name) {
		double value = this.body.path(name).asDouble(0);
		if (value < 0) {
			throw invalid(name + ": Input should be greater than or equal to 0");
		}
		if (value > 1) {
			throw invalid(name + ": Input should be less than or equal to 1");
		}
	}

	private void sampling() {
		boolean temperature = this.body.path("temperature").asDouble(1) != 1;
		boolean topP = this.body.path("top_p").asDouble(1) != 1;
		if (!this.generation.refusesSampling()) {
			return;
		}
		if (temperature || topP || this.body.hasNonNull("top_k")) {
			throw invalid("%s: only the default value is supported with this model"
				.formatted(temperature ? "temperature" : topP ? "top_p" : "top_k"));
		}
	}

	private void thinking(long maxTokens) {
		JsonNode thinking = this.body.path("thinking");
		if (!thinking.path("type").stringValue("").equals("enabled")) {
			return;
		}
		if (this.generation.refusesSampling()) {
			throw invalid("thinking.type: enabled is not supported with this model, use adaptive");
		}
		long budget = thinking.path("budget_tokens").asLong(0);
		if (budget < MIN_THINKING) {
			throw invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
		}
		if (maxTokens <= budget) {
			throw invalid("`max_tokens` must be greater than `thinking.budget_tokens`.");
		}
	}

	void limits(ModelFacts model, int inputTokens) {
		long maxTokens = this.body.path("max_tokens").asLong(0);
		if (maxTokens > model.maxOutput()) {
			throw invalid("max_tokens: %d > %d, which is the maximum allowed number of output tokens for %s"
				.formatted(maxTokens, model.maxOutput(), this.request.model()));
		}
		if (inputTokens > model.maxInput()) {
			throw invalid("prompt is too long: %d tokens > %d maximum".formatted(inputTokens, model.maxInput()));
		}
		if (!this.generation.mayRunIntoContextWindow() && inputTokens + maxTokens > model.contextWindow()) {
			throw invalid(("input length and `max_tokens` exceed context limit: %d + %d > %d, decrease input length "
					+ "or `max_tokens` and try again")
				.formatted(inputTokens, maxTokens, model.contextWindow()));
		}
	}

	void messages() {
		new AnthropicMessageRules(this.generation.refusesPrefill()).check(this.body.path("messages"));
	}

	static Refusal invalid(String message) {
		return new Refusal(ProviderError.anthropicInvalid(message));
	}

}
