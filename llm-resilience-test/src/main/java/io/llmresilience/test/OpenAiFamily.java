package io.llmresilience.test;

/**
 * Groups OpenAI models by the parameters they refuse.
 */
enum OpenAiFamily {

	/** Takes every parameter. */
	CLASSIC,

	/** Never takes sampling parameters. */
	REASONING,

	/** Takes sampling parameters without reasoning only. */
	ADJUSTABLE,

	/** Exists on the Responses API only. */
	RESPONSES_ONLY;

	static OpenAiFamily of(String model) {
		if (model.contains("-chat-latest") || model.startsWith("chatgpt-")) {
			return CLASSIC;
		}
		if (model.contains("-pro") || model.contains("codex")) {
			return RESPONSES_ONLY;
		}
		if (model.startsWith("gpt-5.") || model.startsWith("gpt-6-sol") || model.startsWith("gpt-6.1")
				|| model.startsWith("gpt-6-luna")) {
			return ADJUSTABLE;
		}
		boolean reasoning = model.startsWith("gpt-5") || model.startsWith("gpt-6") || model.matches("o\\d.*");
		return reasoning ? REASONING : CLASSIC;
	}

	boolean refusesMaxTokens() {
		return this != CLASSIC;
	}

	boolean refusesSampling(String reasoningEffort) {
		return this == REASONING || (this == ADJUSTABLE && !reasoningEffort.equals("none"));
	}

	boolean refusesStop(String model) {
		return this != CLASSIC && !model.equals("o1") && !model.startsWith("o3-mini");
	}

}
