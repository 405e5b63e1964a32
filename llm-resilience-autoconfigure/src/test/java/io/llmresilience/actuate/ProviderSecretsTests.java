package io.llmresilience.actuate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderSecrets}.
 */
class ProviderSecretsTests {

	@ParameterizedTest
	@CsvSource({ "llm.resilience.providers.openai.api-key, sk-1", "llm.resilience.providers.openai.apiKey, sk-1",
			"llm.resilience.providers[openai].api_key, sk-1", "LLM_RESILIENCE_PROVIDERS_OPENAI_APIKEY, sk-1",
			"LLM_RESILIENCE_PROVIDERS_OPENAI_API_KEY, sk-1", "llm.resilience.providers.openai.headers.x-api-key, sk-1",
			"llm.resilience.providers.openai.headers[cookie], a=b",
			"LLM_RESILIENCE_PROVIDERS_OPENAI_HEADERS_COOKIE, a=b",
			"llm.resilience.providers.openai.base-url, https://user:word@host/v1",
			"llm.resilience.providers.openai.baseUrl, https://host/v1?key=1" })
	void secretShouldBeHidden(String key, String value) {
		assertThat(sanitized(key, value)).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@CsvSource({ "llm.resilience.providers.openai.base-url, https://host/v1", "llm.resilience.chat.routes, openai/x",
			"llm.resilience.providers.openai.rate-limit.requests-per-minute, 60", "my.api-key, sk-1" })
	void whatIsNoneOfItShouldBeLeftAlone(String key, String value) {
		assertThat(sanitized(key, value)).isEqualTo(value);
	}

	private static Object sanitized(String key, String value) {
		return new ProviderSecrets().apply(new SanitizableData(null, key, value)).getValue();
	}

}
