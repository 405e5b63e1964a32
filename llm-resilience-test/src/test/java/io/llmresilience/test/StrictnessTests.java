package io.llmresilience.test;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(20)
class StrictnessTests {

	@RegisterExtension
	static final LlmSimulatorExtension extension = LlmSimulatorExtension
		.of(LlmProviderSimulator.builder().model("tiny", 50, 20).model("claude-tiny-3-5", 50, 20).strictModels());

	private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

	private final LlmProviderSimulator simulator = extension.simulator();

	private final Calls calls = new Calls(this.simulator);

	static Stream<Arguments> refusedByOpenAi() {
		return Stream.of(arguments("{", "invalid_json", "JSON body"),
				arguments("{" + MESSAGES + "}", "missing_required_parameter", "model parameter"),
				arguments("{\"model\":\"gpt-4o\"}", "missing_required_parameter", "'messages'"),
				arguments("{\"model\":\"gpt-4o\",\"messages\":{}}", "invalid_type", "'messages'"),
				arguments("{\"model\":\"gpt-4o\",\"messages\":[]}", "empty_array", "'messages'"),
				arguments(openAi("gpt-4o", "\"temperature\":2.1"), "decimal_above_max_value", "'temperature'"),
				arguments(openAi("gpt-4o", "\"temperature\":-1"), "decimal_below_min_value", "'temperature'"),
				arguments(openAi("gpt-4o", "\"stream_options\":{}"), null, "'stream_options'"),
				arguments(openAi("gpt-4o", "\"max_tokens\":20000"), "invalid_value",
						"max_tokens is too large: 20000. This model supports at most 16384 completion tokens"),
				arguments(openAi("gpt-4o", "\"max_tokens\":0"), "integer_below_min_value", "max_tokens"),
				arguments(openAi("gpt-5", "\"max_tokens\":20"), "unsupported_parameter", "'max_completion_tokens'"),
				arguments(openAi("gpt-5-mini", "\"temperature\":0.3"), "unsupported_value",
						"'temperature' does not support 0.3 with this model. Only the default (1)"),
				arguments(openAi("o3", "\"top_p\":0.3"), "unsupported_value", "top_p"),
				arguments(openAi("o4-mini", "\"stop\":\"x\""), "unsupported_parameter", "'stop'"),
				arguments(openAi("o3", "\"presence_penalty\":1"), "unsupported_parameter", "presence_penalty"),
				arguments(openAi("gpt-6-sol", "\"temperature\":0"), "unsupported_value", "temperature"),
				arguments(openAi("gpt-6-astra", "\"temperature\":0,\"reasoning_effort\":\"none\""), "unsupported_value",
						"temperature"),
				arguments("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"bot\",\"content\":\"Hi\"}]}",
						"invalid_value", "'bot'"),
				arguments("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":null}]}", "invalid_type",
						"content"),
				arguments(
						"{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\"},{\"id\":\"c2\"}]},"
								+ "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"Hi\"}]}",
						null, "did not have response messages: c2"),
				arguments(
						"{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"x\"}]}",
						null, "role 'tool' must be a response"),
				arguments(openAi("tiny", "\"user\":\"x\"").replace("Hi", "x".repeat(201)), "context_length_exceeded",
						"maximum context length is 50 tokens. However, your messages resulted in 51 tokens"),
				arguments(openAi("tiny", "\"max_tokens\":11").replace("Hi", "x".repeat(160)), "context_length_exceeded",
						"you requested 51 tokens (40 in the messages, 11"));
	}

	@ParameterizedTest
	@MethodSource("refusedByOpenAi")
	void openAiShouldRefuse(String body, String code, String words) throws Exception {
		HttpResponse<String> response = Calls.send(this.calls.openAi(body));
		JsonNode error = Calls.json(response).path("error");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
		assertThat(error.path("code").stringValue(null)).isEqualTo(code);
		assertThat(error.path("message").stringValue()).contains(words);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"model\":\"gpt-4o\",\"temperature\":2,\"stop\":\"x\",\"max_tokens\":16384",
			"\"model\":\"gpt-4o-2024-11-20\"", "\"model\":\"gpt-5\",\"max_completion_tokens\":128000,\"temperature\":1",
			"\"model\":\"gpt-6-luna\",\"temperature\":0.2,\"reasoning_effort\":\"none\"",
			"\"model\":\"gpt-5-chat-latest\",\"temperature\":0.2,\"max_tokens\":5",
			"\"model\":\"gpt-4o\",\"stream_options\":null",
			"\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}" })
	void openAiShouldTake(String fields) throws Exception {
		HttpResponse<String> response = Calls.send(this.calls.openAi("{" + fields + "," + MESSAGES + "}"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	@Test
	void openAiShouldTakeAnsweredToolCalls() throws Exception {
		HttpResponse<String> response = Calls.send(this.calls
			.openAi("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":null,"
					+ "\"tool_calls\":[{\"id\":\"c1\"}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"x\"}]}"));
		assertThat(response.statusCode()).isEqualTo(200);
	}

	static Stream<Arguments> refusedByAnthropic() {
		return Stream.of(arguments("{", "not valid JSON"),
				arguments("{\"model\":\"claude-haiku-4-5\"," + MESSAGES + "}", "max_tokens: Field required"),
				arguments("{\"max_tokens\":5," + MESSAGES + "}", "model: Field required"),
				arguments("{\"model\":\"claude-haiku-4-5\",\"max_tokens\":5}", "messages: Field required"),
				arguments(anthropic("claude-haiku-4-5", "\"n\":2"), "n: Extra inputs are not permitted"),
				arguments(anthropic("claude-haiku-4-5", "\"max_tokens\":\"5\""),
						"max_tokens: Input should be a valid integer"),
				arguments(anthropic("claude-haiku-4-5", "\"max_tokens\":70000"),
						"max_tokens: 70000 > 64000, which is the maximum allowed number of output tokens"),
				arguments(anthropic("claude-haiku-4-5", "\"temperature\":1.5"), "temperature: Input should be less"),
				arguments(anthropic("claude-haiku-4-5", "\"temperature\":-0.5"),
						"temperature: Input should be greater"),
				arguments(anthropic("claude-opus-4-7", "\"temperature\":0.5"), "temperature: only the default"),
				arguments(anthropic("claude-sonnet-5", "\"top_p\":0.5"), "top_p: only the default"),
				arguments(anthropic("claude-haiku-5-5", "\"top_k\":5"), "top_k: only the default"),
				arguments(anthropic("claude-haiku-4-5", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":100}"),
						"greater than or equal to 1024"),
				arguments(anthropicMessages("claude-haiku-4-5", ""), "at least one message is required"),
				arguments(anthropicMessages("claude-haiku-4-5", message("system", "\"Hi\"")), "messages.0.role"),
				arguments(anthropicMessages("claude-haiku-4-5", message("assistant", "\"Hi\"")),
						"first message must use the \"user\" role"),
				arguments(anthropicMessages("claude-haiku-4-5", message("user", "\"\"")), "non-empty content"),
				arguments(anthropicMessages("claude-haiku-4-5", message("user", "[{\"type\":\"text\",\"text\":\"\"}]")),
						"text content blocks must be non-empty"),
				arguments(anthropicMessages("claude-sonnet-4-6",
						message("user", "\"Hi\"") + "," + message("assistant", "\"Well\"")), "prefill"),
				arguments(
						anthropicMessages("claude-haiku-4-5",
								message("user", "\"Hi\"") + "," + message("assistant", toolUse("toolu_1")) + ","
										+ message("user", "\"Hi\"")),
						"messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1"),
				arguments(anthropicMessages("claude-haiku-4-5", message("user", toolResult("toolu_9"))),
						"unexpected `tool_use_id`"),
				arguments(anthropic("tiny", "\"max_tokens\":5").replace("Hi", "x".repeat(201)),
						"prompt is too long: 51 tokens > 50 maximum"),
				arguments(anthropic("claude-tiny-3-5", "\"max_tokens\":11").replace("Hi", "x".repeat(160)),
						"exceed context limit: 40 + 11 > 50"));
	}

	@ParameterizedTest
	@MethodSource("refusedByAnthropic")
	void anthropicShouldRefuse(String body, String words) throws Exception {
		HttpResponse<String> response = Calls.send(this.calls.anthropic(body));
		JsonNode error = Calls.json(response).path("error");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
		assertThat(error.path("message").stringValue()).contains(words);
	}

	@Test
	void anthropicShouldTakePrefillByOlderModelsAndAnsweredToolUses() throws Exception {
		String prefill = anthropicMessages("claude-haiku-4-5",
				message("user", "\"Hi\"") + "," + message("assistant", "\"Well\""));
		String tools = anthropicMessages("claude-opus-5-5", message("user", "\"Hi\"") + ","
				+ message("assistant", toolUse("toolu_1")) + "," + message("user", toolResult("toolu_1")));
		assertThat(Calls.send(this.calls.anthropic(prefill)).statusCode()).isEqualTo(200);
		assertThat(Calls.send(this.calls.anthropic(tools)).statusCode()).isEqualTo(200);
	}

	@Test
	void whenAnthropicVersionIsMissingShouldAnswer400() throws Exception {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create(this.simulator.anthropicBaseUrl() + "/v1/messages"))
			.header("x-api-key", this.simulator.apiKey())
			.POST(HttpRequest.BodyPublishers.ofString(anthropic("claude-haiku-4-5", "\"max_tokens\":5")));
		HttpResponse<String> response = Calls.send(request);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("anthropic-version");
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, invalid_request_error", "ANTHROPIC, authentication_error" })
	void whenKeyIsWrongShouldAnswer401(Dialect dialect, String type) throws Exception {
		HttpRequest.Builder request = this.calls.call(dialect, true)
			.setHeader("Authorization", "Bearer wrong")
			.setHeader("x-api-key", "wrong");
		HttpResponse<String> response = Calls.send(request);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(Calls.json(response).at("/error/type").stringValue()).isEqualTo(type);
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions, You didn't provide an API key", "/v1/messages, x-api-key header is required" })
	void whenKeyIsMissingShouldAnswer401(String path, String words) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.simulator.anthropicBaseUrl() + path))
			.POST(HttpRequest.BodyPublishers.ofString("{}"));
		HttpResponse<String> response = Calls.send(request);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).contains(words);
	}

	@Test
	void whenModelIsUnknownAndModelsAreStrictShouldAnswer404() throws Exception {
		HttpResponse<String> openAi = Calls.send(this.calls.openAi(openAi("gpt-nope", "\"n\":1")));
		HttpResponse<String> anthropic = Calls.send(this.calls.anthropic(anthropic("claude-nope", "\"max_tokens\":5")));
		assertThat(openAi.statusCode()).isEqualTo(404);
		assertThat(openAi.body()).contains("model_not_found").contains("`gpt-nope` does not exist");
		assertThat(anthropic.statusCode()).isEqualTo(404);
		assertThat(anthropic.body()).contains("not_found_error").contains("model: claude-nope");
	}

	@Test
	void whenModelIsUnknownShouldAnswer200ByDefault() throws Exception {
		try (LlmProviderSimulator lenient = LlmProviderSimulator.start()) {
			HttpResponse<String> response = Calls.send(new Calls(lenient).openAi(openAi("my-model", "\"n\":1")));
			assertThat(Calls.json(response).path("model").stringValue()).isEqualTo("my-model");
		}
	}

	@Test
	void whenModelIsOfAnotherApiShouldAnswer404() throws Exception {
		HttpResponse<String> response = Calls.send(this.calls.openAi(openAi("o3-pro", "\"n\":1")));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("v1/responses");
	}

	@ParameterizedTest
	@CsvSource({ "POST, /v1/chat/completion, 404, unknown_url", "GET, /v1/chat/completions, 405, invalid_request_error",
			"GET, /v1/messages, 405, invalid_request_error", "POST, /v1/messages/x, 404, not_found_error" })
	void whenAddressIsWrongShouldSaySo(String method, String path, int status, String word) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.simulator.anthropicBaseUrl() + path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		HttpResponse<String> response = Calls.send(request);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(word);
	}

	@Test
	void whenReplyIsAFaultShouldNotLookAtTheRequest() throws Exception {
		this.simulator.enqueue(Reply.status(500));
		assertThat(Calls.send(this.calls.openAi("{")).statusCode()).isEqualTo(500);
	}

	private static String openAi(String model, String field) {
		return "{\"model\":\"" + model + "\"," + field + "," + MESSAGES + "}";
	}

	private static String anthropic(String model, String field) {
		String maxTokens = field.contains("max_tokens\":") && !field.contains("budget") ? "" : "\"max_tokens\":5,";
		return "{\"model\":\"" + model + "\"," + maxTokens + field + "," + MESSAGES + "}";
	}

	private static String anthropicMessages(String model, String messages) {
		return "{\"model\":\"" + model + "\",\"max_tokens\":5,\"messages\":[" + messages + "]}";
	}

	private static String message(String role, String content) {
		return "{\"role\":\"" + role + "\",\"content\":" + content + "}";
	}

	private static String toolUse(String id) {
		return "[{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"f\",\"input\":{}}]";
	}

	private static String toolResult(String id) {
		return "[{\"type\":\"tool_result\",\"tool_use_id\":\"" + id + "\",\"content\":\"x\"}]";
	}

}
