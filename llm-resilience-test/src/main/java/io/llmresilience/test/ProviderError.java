package io.llmresilience.test;

import org.jspecify.annotations.Nullable;

/**
 * An error as a provider words it; code and param exist in the OpenAI dialect only.
 */
record ProviderError(int status, String type, @Nullable String code, @Nullable String param, String message) {

	static ProviderError openAi(int status, String type, @Nullable String code, @Nullable String param,
			String message) {
		return new ProviderError(status, type, code, param, message);
	}

	static ProviderError openAiInvalid(@Nullable String code, @Nullable String param, String message) {
		return openAi(400, "invalid_request_error", code, param, message);
	}

	static ProviderError anthropic(int status, String type, String message) {
		return new ProviderError(status, type, null, null, message);
	}

	ProviderError saying(String message) {
		return new ProviderError(this.status, this.type, this.code, this.param, message);
	}

	static ProviderError anthropicInvalid(String message) {
		return anthropic(400, "invalid_request_error", message);
	}

}
