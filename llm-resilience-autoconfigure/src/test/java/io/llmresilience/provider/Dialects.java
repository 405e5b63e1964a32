package io.llmresilience.provider;

import io.llmresilience.provider.anthropic.AnthropicDialect;
import io.llmresilience.provider.openai.OpenAiDialect;

/**
 * The real dialects by name.
 */
final class Dialects {

	private Dialects() {
	}

	static Dialect of(String name) {
		return name.equals("openai") ? new OpenAiDialect() : new AnthropicDialect();
	}

}
