package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorTranslator}'s reading of answers.
 */
class ErrorTranslatorTests {

	private static final String QUOTA = ErrorRow.openaiBody("insufficient_quota", "credit_balance_exhausted", "No.");

	private final HttpHeaders headers = new HttpHeaders();

	@Test
	void exceptionShouldSayWhatIsKnown() {
		this.headers.add("x-request-id", "req_0123");
		this.headers.add("x-should-retry", "false");
		this.headers.add("retry-after", "20");
		ProviderException failure = http(429, QUOTA);
		assertThat(failure.route()).isEqualTo("openai/m");
		assertThat(failure.status()).isEqualTo(429);
		assertThat(failure.kind()).isEqualTo(FailureKind.QUOTA_EXHAUSTED);
		assertThat(failure.sent()).isEqualTo(Sent.YES);
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(20));
		assertThat(failure).hasMessage("openai/m: QUOTA_EXHAUSTED, credit or spending limit used up, HTTP 429, "
				+ "code credit_balance_exhausted, retry after 20000 ms, request id req_0123");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", value = { "true, true", "false, false", "TRUE, null", "yes, null", "'', null" })
	void onlyTheExactWordsShouldSayWhetherToRetry(String value, Boolean expected) {
		this.headers.add("x-should-retry", value);
		assertThat(http(400, "").shouldRetry()).isEqualTo(expected);
	}

	@Test
	void retryHeaderShouldWorkWithoutABodyAndIsUnsaidByDefault() {
		assertThat(http(500, "").shouldRetry()).isNull();
	}

	@Test
	void requestIdShouldComeFromTheDialectsHeaderFirst() {
		this.headers.add("x-request-id", "second");
		this.headers.add("request-id", "first");
		assertThat(translator("anthropic").http(529, this.headers, new byte[0]).requestId()).isEqualTo("first");
	}

	@Test
	void requestIdShouldElseComeFromTheBody() {
		this.headers.add("cf-ray", "edge");
		String body = ErrorRow.anthropicBody("api_error", "x");
		assertThat(translator("anthropic").http(500, this.headers, bytes(body)).requestId()).isEqualTo("req_011CT");
	}

	@Test
	void requestIdShouldElseComeFromOtherHeadersInOrder() {
		for (String name : List.of("cf-ray", "x-amzn-requestid", "apim-request-id", "request-id", "x-request-id")) {
			this.headers.add(name, "id-" + name);
			assertThat(http(500, "").requestId()).isEqualTo("id-" + name);
		}
	}

	@Test
	void requestIdThatIsNoTokenShouldBeDropped() {
		for (String id : List.of("", "a b", "a\u00e9", "x".repeat(129), "<script>")) {
			this.headers.set("x-request-id", id);
			assertThat(http(500, "").requestId()).as(id).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "rate_limit_exceeded, rate_limit_exceeded", "DeploymentNotFound, DeploymentNotFound",
					"1300, 1300", "429, 429", "a.b_c, a.b_c", "12345, null", "sk-ab12, null", "a b, null", "ab, null",
					"'', null" })
	void onlyWhatLooksLikeACodeShouldBeOne(String code, String expected) {
		assertThat(http(500, "{\"error\":{\"code\":\"" + code + "\"}}").providerCode()).isEqualTo(expected);
	}

	@Test
	void longCodeShouldBeDropped() {
		assertThat(http(500, "{\"error\":{\"code\":\"" + "x".repeat(61) + "\"}}").providerCode()).isNull();
	}

	@Test
	void typeShouldStandInForTheCode() {
		String body = ErrorRow.anthropicBody("overloaded_error", "x");
		assertThat(translator("anthropic").http(529, this.headers, bytes(body)).providerCode())
			.isEqualTo("overloaded_error");
	}

	@Test
	void errorInAStreamShouldKeepItsKindAndTheStatusOfTheAnswer() {
		String body = ErrorRow.anthropicBody("overloaded_error", "x");
		ProviderException failure = translator("anthropic").event(new ProviderError(200, body, ErrorBody.json(body)),
				this.headers);
		assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED);
		assertThat(failure.status()).isEqualTo(200);
		assertThat(failure.retryable()).isTrue();
	}

	@Test
	void deepAndOddJsonShouldNotBreakTheTranslation() {
		String deep = "{\"error\":".repeat(400) + "{}" + "}".repeat(400);
		for (String body : List.of(deep, "[".repeat(2000), "[[[[1]]]]", "{\"error\":[null,1,{}]}",
				"{\"message\":\"{\"}", "{\"error\":{\"message\":\"[\\\"{}\\\"]\",\"details\":\"x\",\"code\":{}}}",
				"\u0000", "{", "\"text\"")) {
			assertThat(http(503, body).kind()).as(body).isEqualTo(FailureKind.OVERLOADED);
		}
	}

	private ProviderException http(int status, String body) {
		return translator("openai").http(status, this.headers, bytes(body));
	}

	private static ErrorTranslator translator(String dialect) {
		return new ErrorTranslator(Dialects.of(dialect), dialect + "/m", InstantSource.fixed(ErrorTable.NOW));
	}

	private static byte[] bytes(String body) {
		return body.getBytes(StandardCharsets.UTF_8);
	}

}
