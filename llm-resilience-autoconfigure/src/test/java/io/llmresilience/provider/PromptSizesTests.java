package io.llmresilience.provider;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ProviderException.PromptSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromptSizes}.
 */
class PromptSizesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens. | 131072 | 128000
					This model's maximum context length is 2048 tokens. However, you requested 2723 tokens (2211 in the messages, 512 in the completion). | 2211 | 1536
					This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (7000 in the messages, 1000 in the functions, 1000 in the completion). | 8000 | 7192
					This endpoint's maximum context length is 32768 tokens. However, you requested about 42832 tokens (41808 of text input, 1024 in the output). | 41808 | 31744
					This endpoint's maximum context length is 32768 tokens. However, you requested about 42832 tokens (...). | 42832 | 32768
					prompt is too long: 208310 tokens > 200000 maximum | 208310 | 200000
					input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length | 178959 | 136000
					input length and `max_tokens` exceed context limit: 100 + 64000 > 50000, decrease input length | 100 | -14000
					{"type":"exceed_context_size_error","n_prompt_tokens":14429,"n_ctx":8192} | 14429 | 8192
					""")
	void shouldReadWhatTheProviderCounted(String body, long tokens, long limit) {
		assertThat(PromptSizes.in(body)).isEqualTo(new PromptSize(tokens, limit));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Your input exceeds the context window of this model.",
			"Input is too long for requested model.", "prompt is too long",
			"prompt is too long: 99999999999999999999 tokens > 200000 maximum",
			"prompt is too long: 0 tokens > 200000 maximum", "maximum context length is 2048 tokens" })
	void whenThereAreNoNumbersShouldFindNone(String body) {
		assertThat(PromptSizes.in(body)).isNull();
	}

}
