package io.llmresilience.test;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@LlmSimulatorTest
@Timeout(20)
class ReplyStatusTests {

	private final LlmProviderSimulator simulator;

	private final Calls calls;

	ReplyStatusTests(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		this.calls = new Calls(simulator);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, 400, invalid_request_error", "OPENAI, 401, invalid_request_error",
			"OPENAI, 403, request_forbidden", "OPENAI, 404, invalid_request_error", "OPENAI, 429, requests",
			"OPENAI, 500, server_error", "OPENAI, 503, service_unavailable_error", "OPENAI, 422, invalid_request_error",
			"ANTHROPIC, 400, invalid_request_error", "ANTHROPIC, 401, authentication_error",
			"ANTHROPIC, 402, billing_error", "ANTHROPIC, 403, permission_error", "ANTHROPIC, 404, not_found_error",
			"ANTHROPIC, 413, request_too_large", "ANTHROPIC, 429, rate_limit_error", "ANTHROPIC, 500, api_error",
			"ANTHROPIC, 503, api_error", "ANTHROPIC, 504, timeout_error", "ANTHROPIC, 529, overloaded_error" })
	void statusShouldHaveTheProvidersOwnBody(Dialect dialect, int status, String type) throws Exception {
		this.simulator.enqueue(Reply.status(status));
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, true));
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(Calls.json(response).at("/error/type").stringValue()).isEqualTo(type);
		assertThat(response.headers().firstValue("content-type")).contains("application/json");
	}

	@Test
	void anthropicErrorShouldRepeatTheRequestId() throws Exception {
		this.simulator.enqueue(Reply.overloaded());
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.ANTHROPIC, false));
		assertThat(response.headers().firstValue("request-id"))
			.contains(Calls.json(response).path("request_id").stringValue());
	}

	@Test
	void openAiErrorShouldHaveAllFourFields() throws Exception {
		this.simulator.enqueue(Reply.status(500));
		JsonNode error = Calls.json(Calls.send(this.calls.call(Dialect.OPENAI, false))).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, 503, server_is_overloaded", "ANTHROPIC, 529, overloaded_error" })
	void overloadedShouldHaveTheStatusOfTheDialect(Dialect dialect, int status, String word) throws Exception {
		this.simulator.enqueue(Reply.overloaded());
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, false));
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(word);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, 429, insufficient_quota", "ANTHROPIC, 400, credit balance is too low" })
	void quotaExhaustedShouldHaveTheStatusOfTheDialect(Dialect dialect, int status, String word) throws Exception {
		this.simulator.enqueue(Reply.quotaExhausted());
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, false));
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(word);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, context_length_exceeded", "ANTHROPIC, prompt is too long: 208310 tokens > 200000 maximum" })
	void contextWindowExceededShouldBeWordedAsByTheProvider(Dialect dialect, String words) throws Exception {
		this.simulator.enqueue(Reply.contextWindowExceeded());
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, false));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains(words);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, content_policy_violation", "ANTHROPIC, Output blocked by content filtering policy" })
	void contentFilteredShouldBeWordedAsByTheProvider(Dialect dialect, String words) throws Exception {
		this.simulator.enqueue(Reply.contentFiltered());
		assertThat(Calls.send(this.calls.call(dialect, false)).body()).contains(words);
	}

	@Test
	void rateLimitedShouldRoundTheHintUp() throws Exception {
		this.simulator.enqueue(Reply.rateLimited(Duration.ofMillis(1200)), Reply.rateLimited());
		assertThat(Calls.send(this.calls.call(Dialect.OPENAI, false)).headers().firstValue("retry-after"))
			.contains("2");
		assertThat(Calls.send(this.calls.call(Dialect.OPENAI, false)).headers().firstValue("retry-after")).isEmpty();
	}

	@Test
	void bodyContentTypeAndHeadersShouldBeAsAskedFor() throws Exception {
		this.simulator.enqueue(Reply.status(503)
			.body("no healthy upstream")
			.contentType("text/plain")
			.header("retry-after", "1")
			.header("retry-after", "7")
			.header("x-request-id", "mine"));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, false));
		assertThat(response.body()).isEqualTo("no healthy upstream");
		assertThat(response.headers().allValues("content-type")).containsExactly("text/plain");
		assertThat(response.headers().allValues("retry-after")).containsExactly("1", "7");
		assertThat(response.headers().allValues("x-request-id")).containsExactly("mine");
	}

	@ParameterizedTest
	@CsvSource({ "502, 502 Bad Gateway", "504, 504 Gateway Time-out", "520, 520: Web server" })
	void htmlShouldBeAPageWithoutARequestId(int status, String title) throws Exception {
		this.simulator.enqueue(Reply.html(status));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).startsWith("<html>").contains(title);
		assertThat(response.headers().firstValue("x-request-id")).isEmpty();
		assertThat(response.headers().firstValue("content-type")).contains("text/html");
	}

	@Test
	void status502ShouldBeHtmlWithTheReplysHeaders() throws Exception {
		this.simulator.enqueue(Reply.status(502).header("x-edge", "1"));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.ANTHROPIC, true));
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(response.body()).startsWith("<html>");
		assertThat(response.headers().firstValue("x-edge")).contains("1");
	}

	@Test
	void htmlOkAndEmptyOkShouldBe200() throws Exception {
		this.simulator.enqueue(Reply.htmlOk(), Reply.emptyOk());
		HttpResponse<String> html = Calls.send(this.calls.call(Dialect.OPENAI, true));
		HttpResponse<String> empty = Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(html.statusCode()).isEqualTo(200);
		assertThat(html.body()).startsWith("<html>");
		assertThat(empty.statusCode()).isEqualTo(200);
		assertThat(empty.body()).isEmpty();
	}

	@Test
	void rawShouldBeSentAsItIs() throws Exception {
		this.simulator.enqueue(Reply.raw(418, Map.of("x-mine", "1"), new byte[] { 'a', (byte) 0xC3, (byte) 0xBC }));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, false));
		assertThat(response.statusCode()).isEqualTo(418);
		assertThat(response.body().getBytes(StandardCharsets.UTF_8)).containsExactly('a', (byte) 0xC3, (byte) 0xBC);
		assertThat(response.headers().firstValue("x-mine")).contains("1");
	}

	@Test
	void whenStatusIsOutOfRangeShouldSayWhichIsNot() {
		assertThatIllegalArgumentException().isThrownBy(() -> Reply.status(99))
			.withMessage("'status' was 99 but must be from 200 to 599");
	}

	@Test
	void textFormShouldNotShowContent() {
		assertThat(Reply.text("secret words").toString()).contains("2 tokens").doesNotContain("secret");
	}

}
