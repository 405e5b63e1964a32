package io.llmresilience.test;

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
	 * Returns quietly if the provider would take the request.
	 * @throws Refusal if it would not
	 */
	void check(AnswerContext context) {
		if (context.dialect() == Dialect.OPENAI) {
			openAi(context);
		}
		else {
			anthropic(context);
		}
	}

	private void openAi(AnswerContext context) {
		OpenAiRules.key(context.request(), this.apiKey);
		OpenAiRules rules = new OpenAiRules(context.request());
		rules.shape();
		rules.model(this.models);
		rules.parameters();
		new OpenAiMessageRules().check(context.request().body().path("messages"));
		OpenAiLimits.check(context.request().body(), facts(context), context.inputTokens());
	}

	private void anthropic(AnswerContext context) {
		AnthropicRules.key(context.request(), this.apiKey);
		AnthropicRules rules = new AnthropicRules(context.request());
		rules.shape();
		rules.model(this.models);
		rules.parameters();
		rules.messages();
		rules.limits(facts(context), context.inputTokens());
	}

	private ModelFacts facts(AnswerContext context) {
		ModelFacts facts = this.models.find(context.request().model());
		if (facts == null) {
			throw new IllegalStateException("The model must be checked before its limits");
		}
		return facts;
	}

}
