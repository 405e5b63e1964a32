package io.llmresilience.provider.openai;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiDialect}.
 */
class OpenAiDialectTests {

	private final OpenAiDialect dialect = new OpenAiDialect();

	@Test
	void addressIsThatOfTheVendorsOwnSdks() {
		assertThat(this.dialect.defaultBaseUrl() + this.dialect.path())
			.isEqualTo("https://api.openai.com/v1/chat/completions");
	}

	@Test
	void nameIsTheOneUsedInConfiguration() {
		assertThat(this.dialect.name()).isEqualTo("openai");
	}

	@Test
	void keyIsSentAsBearerToken() {
		HttpHeaders headers = new HttpHeaders();
		this.dialect.authorize(headers, "sk-test");
		assertThat(headers.toSingleValueMap()).containsOnlyKeys(HttpHeaders.AUTHORIZATION)
			.containsEntry(HttpHeaders.AUTHORIZATION, "Bearer sk-test");
	}

	@Test
	void requestIdComesInItsOwnHeader() {
		assertThat(this.dialect.requestIdHeader()).isEqualTo("x-request-id");
	}

}
