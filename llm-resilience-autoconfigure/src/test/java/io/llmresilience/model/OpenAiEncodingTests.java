package io.llmresilience.model;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiEncoding}.
 */
class OpenAiEncodingTests {

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "gpt-4o-mini", "gpt-4o-2024-11-20", "gpt-4o-mini-2024-07-18",
			"gpt-4o-audio-preview", "chatgpt-4o-latest", "gpt-4.1", "gpt-4.1-nano", "gpt-4.1-mini-2025-04-14",
			"gpt-4.5-preview", "gpt-5", "gpt-5-mini-2025-08-07", "gpt-5.1-chat-latest", "gpt-5.6-sol", "gpt-6-luna",
			"gpt-6.1-sol", "gpt-6-sol-2026-09-22", "o1", "o1-mini", "o3", "o3-pro", "o3-mini-2025-01-31", "o4-mini",
			"gpt-oss-120b", "gpt-oss:20b", "gpt-6-astra", "gpt-5.3-chat-latest", "ft:gpt-4.1-2025-04-14:org::id",
			"GPT-4o", "openai/gpt-4o", "openai/o3:free", "ft:gpt-4o-mini:org::id", "ft:gpt-4o-2024-08-06:org:name:id",
			"ft:gpt-4.1-mini:org::id", "ft:gpt-5:org::id", "ft:gpt-5-mini-2025-08-07:org:name:id",
			"gpt-4.5-preview-2025-02-27" })
	void newModelsHaveTheLargeEncoding(String name) {
		assertThat(OpenAiEncoding.of(model("openai/" + name))).isEqualTo(OpenAiEncoding.O200K_BASE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4", "gpt-4-0613", "gpt-4-32k", "gpt-4-turbo", "gpt-4-turbo-2024-04-09",
			"gpt-3.5-turbo", "gpt-3.5-turbo-0125", "gpt-35-turbo", "gpt-35-turbo-16k", "gpt-4-turbo-preview",
			"davinci-002", "babbage-002", "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002",
			"ft:gpt-3.5-turbo:org::id", "ft:gpt-4-0613:org::id" })
	void oldModelsHaveTheSmallEncoding(String name) {
		assertThat(OpenAiEncoding.of(model("openai/" + name))).isEqualTo(OpenAiEncoding.CL100K_BASE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "azure/gpt-4o", "AZURE/gpt-4o-2024-11-20", "openrouter/openai/gpt-4o",
			"gateway/ft:gpt-4.1:org::id", "groq/openai/gpt-oss-120b", "ollama/gpt-oss:20b" })
	void whoServesAModelDoesNotMatter(String id) {
		assertThat(OpenAiEncoding.of(model(id))).isEqualTo(OpenAiEncoding.O200K_BASE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-7", "openai/gpt-4x", "openai/gpt-40", "openai/gpt-4.2", "openai/gpt-5.",
			"openai/o2", "openai/o10", "openai/gpt-3", "openai/gpt-image-1", "openai/davinci",
			"openai/text-davinci-003", "openai/ft:", "openai/ft:other:org::id", "openai/my-gpt-4o",
			"anthropic/claude-sonnet-5-5", "local/llama3", "openrouter/other/gpt-4o", "openrouter/openai/gpt-4ox",
			"azure/my-deployment" })
	void otherModelsHaveNone(String id) {
		assertThat(OpenAiEncoding.of(model(id))).isNull();
	}

	private static ModelSpec model(String id) {
		return new ModelSpec(id, true, 128_000, 4096, Set.of());
	}

}
