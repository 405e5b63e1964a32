package io.llmresilience.test;

import java.util.Objects;

/**
 * Applies the rules of a request's provider in the provider's order: key, shape, model,
 * parameters, conversation, limits.
 */
final class Gatekeeper {

	private final String apiKey;

	private final ModelCatalog models;

	Gatekeeper(String apiKey, ModelCatalog models) {
		this.apiKey = apiKey;
		this.models = models;
	}

	/**
	 * Returns quietly if the provider would take the request, whatever its size.
	 * @throws Refusal if it would not
	 */
	void check(ReceivedRequest request) {
		if (request.dialect() == Dialect.OPENAI) {
			openAi(request);
		}
		else {
			anthropic(request);
		}
	}

	/**
	 * Returns quietly if the request fits the limits of its model.
	 * @throws Refusal if it does not
	 */
	void limits(AnswerContext context) {
		ReceivedRequest request = context.request();
		ModelFacts facts = Objects.requireNonNull(this.models.find(request.model()),
				"The model must be checked before its limits");
		if (request.dialect() == Dialect.OPENAI) {
			OpenAiLimits.check(request.body(), facts, context.inputTokens());
		}
		else {
			new AnthropicRules(request).limits(facts, context.inputTokens());
		}
	}

	private void openAi(ReceivedRequest request) {
		OpenAiRules.key(request, this.apiKey);
		OpenAiRules rules = new OpenAiRules(request);
		rules.shape();
		rules.model(this.models);
		rules.parameters();
		new OpenAiMessageRules().check(request.body().path("messages"));
	}

	private void anthropic(ReceivedRequest request) {
		AnthropicRules.key(request, this.apiKey);
		AnthropicRules rules = new AnthropicRules(request);
		rules.shape();
		rules.model(this.models);
		rules.parameters();
		rules.messages();
	}

}
