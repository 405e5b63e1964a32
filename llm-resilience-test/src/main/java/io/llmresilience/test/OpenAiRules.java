package io.llmresilience.test;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Refuses what OpenAI would refuse.
 */
final class OpenAiRules {

	private static final List<String> PENALTIES = List.of("frequency_penalty", "presence_penalty");

	private final ReceivedRequest request;

	private final JsonNode body;

	private final String model;

	private final OpenAiFamily family;

	OpenAiRules(ReceivedRequest request) {
		this.request = request;
		this.body = request.body();
		this.model = request.model();
		this.family = OpenAiFamily.of(this.model);
	}

	static void key(ReceivedRequest request, String apiKey) {
		String authorization = request.header("authorization");
		if (authorization == null) {
			throw new Refusal(ProviderError.openAi(401, "invalid_request_error", null, null,
					"You didn't provide an API key. You need to provide your API key in an Authorization header "
							+ "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."));
		}
		if (!authorization.equals("Bearer " + apiKey)) {
			throw new Refusal(KnownError.UNAUTHORIZED.in(Dialect.OPENAI));
		}
	}

	void shape() {
		if (!this.body.isObject()) {
			throw invalid("invalid_json", null,
					"We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.");
		}
		if (!this.body.path("model").isString()) {
			throw invalid("missing_required_parameter", "model", "You must provide a model parameter.");
		}
		JsonNode messages = this.body.path("messages");
		if (messages.isMissingNode()) {
			throw invalid("missing_required_parameter", "messages", "Missing required parameter: 'messages'.");
		}
		if (!messages.isArray()) {
			throw invalid("invalid_type", "messages",
					"Invalid type for 'messages': expected an array of objects, but got something else instead.");
		}
		if (messages.isEmpty()) {
			throw invalid("empty_array", "messages",
					"Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty "
							+ "array instead.");
		}
	}

	void model(ModelCatalog models) {
		if (this.family == OpenAiFamily.RESPONSES_ONLY) {
			throw new Refusal(ProviderError.openAi(404, "invalid_request_error", null, "model",
					"This model is only supported in v1/responses and not in v1/chat/completions."));
		}
		if (models.find(this.model) == null) {
			throw new Refusal(ProviderError.openAi(404, "invalid_request_error", "model_not_found", null,
					"The model `%s` does not exist or you do not have access to it.".formatted(this.model)));
		}
	}

	void parameters() {
		if (this.body.path("stream_options").isObject() && !this.request.streamed()) {
			throw invalid(null, "stream_options",
					"The 'stream_options' parameter is only allowed when 'stream' is enabled.");
		}
		range("temperature", 0, 2);
		range("top_p", 0, 1);
		PENALTIES.forEach((name) -> range(name, -2, 2));
		limitOfTokens();
		sampling();
	}

	private void limitOfTokens() {
		if (this.family.refusesMaxTokens() && this.body.hasNonNull("max_tokens")) {
			throw invalid("unsupported_parameter", "max_tokens",
					"Unsupported parameter: 'max_tokens' is not supported with this model. Use "
							+ "'max_completion_tokens' instead.");
		}
		for (String name : List.of("max_tokens", "max_completion_tokens")) {
			if (this.body.hasNonNull(name) && this.body.path(name).asLong(0) < 1) {
				throw invalid("integer_below_min_value", name,
						"Invalid '%s': integer below minimum value. Expected a value >= 1, but got %s instead."
							.formatted(name, this.body.path(name)));
			}
		}
	}

	private void sampling() {
		if (this.family.refusesSampling(this.body.path("reasoning_effort").stringValue(""))) {
			defaultOnly("temperature");
			defaultOnly("top_p");
			PENALTIES.forEach(this::absentOrZero);
			unsupportedIfPresent("logit_bias");
			unsupportedIfPresent("logprobs");
		}
		if (this.family.refusesStop(this.model)) {
			unsupportedIfPresent("stop");
		}
	}

	private void range(String name, int from, int to) {
		double value = this.body.path(name).asDouble(from);
		if (value < from || value > to) {
			boolean below = value < from;
			throw invalid(below ? "decimal_below_min_value" : "decimal_above_max_value", name,
					"Invalid '%s': decimal %s value. Expected a value %s %d, but got %s instead.".formatted(name,
							below ? "below minimum" : "above maximum", below ? ">=" : "<=", below ? from : to,
							this.body.path(name)));
		}
	}

	private void defaultOnly(String name) {
		if (this.body.hasNonNull(name) && this.body.path(name).asDouble(1) != 1) {
			throw invalid("unsupported_value", name,
					"Unsupported value: '%s' does not support %s with this model. Only the default (1) value is supported."
						.formatted(name, this.body.path(name)));
		}
	}

	private void absentOrZero(String name) {
		if (this.body.path(name).asDouble(0) != 0) {
			unsupportedIfPresent(name);
		}
	}

	private void unsupportedIfPresent(String name) {
		if (this.body.hasNonNull(name)) {
			throw invalid("unsupported_parameter", name,
					"Unsupported parameter: '%s' is not supported with this model.".formatted(name));
		}
	}

	private static Refusal invalid(@Nullable String code, @Nullable String param, String message) {
		return new Refusal(ProviderError.openAiInvalid(code, param, message));
	}

}
