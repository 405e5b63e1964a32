package io.llmresilience.test;

import tools.jackson.databind.JsonNode;

/**
 * Refuses requests that do not fit the context window or the output limit of an OpenAI
 * model.
 */
final class OpenAiLimits {

	private static final String PROMPT = "Input tokens exceed the configured limit of %d tokens. Your messages resulted "
			+ "in %d tokens. Please reduce the length of the messages.";

	private static final String WINDOW = "This model's maximum context length is %d tokens. However, your messages "
			+ "resulted in %d tokens. Please reduce the length of the messages.";

	private static final String WINDOW_WITH_COMPLETION = "This model's maximum context length is %d tokens. However, you "
			+ "requested %d tokens (%d in the messages, %d in the completion). Please reduce the length of the messages "
			+ "or completion.";

	private OpenAiLimits() {
	}

	static void check(JsonNode body, ModelFacts model, int inputTokens) {
		String name = body.hasNonNull("max_tokens") ? "max_tokens" : "max_completion_tokens";
		long asked = body.path(name).asLong(0);
		if (asked > model.maxOutput()) {
			throw new Refusal(ProviderError.openAiInvalid("invalid_value", name,
					"%1$s is too large: %2$d. This model supports at most %3$d completion tokens, whereas you provided %2$d."
						.formatted(name, asked, model.maxOutput())));
		}
		window(model, inputTokens, asked);
	}

	private static void window(ModelFacts model, int input, long asked) {
		if (input > model.maxInput() && model.maxInput() < model.contextWindow()) {
			throw tooLong(PROMPT, model.maxInput(), input);
		}
		if (input + asked > model.contextWindow()) {
			throw (asked == 0) ? tooLong(WINDOW, model.contextWindow(), input)
					: tooLong(WINDOW_WITH_COMPLETION, model.contextWindow(), input + asked, input, asked);
		}
	}

	private static Refusal tooLong(String message, Object... numbers) {
		return new Refusal(
				ProviderError.openAiInvalid("context_length_exceeded", "messages", message.formatted(numbers)));
	}

}
