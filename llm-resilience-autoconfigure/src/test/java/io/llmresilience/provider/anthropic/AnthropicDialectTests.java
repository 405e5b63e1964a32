package io.llmresilience.provider.anthropic;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AnthropicDialect}.
 */
class AnthropicDialectTests {

	private final AnthropicDialect dialect = new AnthropicDialect();

	@Test
	void addressIsThatOfTheMessagesApi() {
		assertThat(this.dialect.defaultBaseUrl() + this.dialect.path())
			.isEqualTo("https://api.anthropic.com/v1/messages");
	}

	@Test
	void nameIsThatOfExtraFields() {
		assertThat(this.dialect.name()).isEqualTo("anthropic");
	}

	@Test
	void requestIdHeaderHasNoPrefix() {
		assertThat(this.dialect.requestIdHeader()).isEqualTo("request-id");
	}

	@Test
	void authorizeSetsKeyAndVersionAndNothingElse() {
		HttpHeaders headers = new HttpHeaders();
		this.dialect.authorize(headers, "the-key");
		HttpHeaders expected = new HttpHeaders();
		expected.set("x-api-key", "the-key");
		expected.set("anthropic-version", "2023-06-01");
		assertThat(headers).isEqualTo(expected);
	}

	@Test
	void whenMaxTokensIsNotSetShouldFail() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.dialect.write(ChatRequest.of("Hi"), Wire.model(), false))
			.withMessage("'maxTokens' must be set before a request is written");
	}

}
