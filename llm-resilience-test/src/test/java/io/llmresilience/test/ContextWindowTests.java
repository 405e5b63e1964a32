package io.llmresilience.test;

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
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(20)
class ContextWindowTests {

	@RegisterExtension
	static final LlmSimulatorExtension extension = LlmSimulatorExtension.of(LlmProviderSimulator.builder()
		.model("small", 50, 20)
		.model("split", 50, 30, 20)
		.model("claude-small-3-5", 50, 20)
		.model("claude-small-5", 50, 20)
		.model("claude-split-5", 50, 30, 20));

	private final LlmProviderSimulator simulator = extension.simulator();

	private final Calls calls = new Calls(this.simulator);

	@ParameterizedTest
	@CsvSource({ "small, 50, 0, false", "small, 50, 0, true", "small, 30, 20, false", "small, 49, 1, true",
			"split, 30, 0, false", "split, 30, 20, true" })
	void openAiShouldTakeWhatJustFits(String model, int prompt, int asked, boolean streamed) throws Exception {
		HttpResponse<String> response = Calls.send(openAi(model, prompt, asked, streamed));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	static Stream<Arguments> tooLongForOpenAi() {
		return Stream.of(arguments("small", 51, 0,
				"This model's maximum context length is 50 tokens. However, your messages resulted in 51 tokens. "
						+ "Please reduce the length of the messages."),
				arguments("small", 31, 20,
						"This model's maximum context length is 50 tokens. However, you requested 51 tokens (31 in the "
								+ "messages, 20 in the completion). Please reduce the length of the messages or completion."),
				arguments("small", 60, 5,
						"This model's maximum context length is 50 tokens. However, you requested 65 tokens (60 in the "
								+ "messages, 5 in the completion). Please reduce the length of the messages or completion."),
				arguments("split", 31, 0,
						"Input tokens exceed the configured limit of 30 tokens. Your messages resulted in 31 tokens. "
								+ "Please reduce the length of the messages."),
				arguments("split", 60, 10,
						"Input tokens exceed the configured limit of 30 tokens. Your messages resulted in 60 tokens. "
								+ "Please reduce the length of the messages."));
	}

	@ParameterizedTest
	@MethodSource("tooLongForOpenAi")
	void openAiShouldRefuseOneTokenMore(String model, int prompt, int asked, String message) throws Exception {
		for (boolean streamed : new boolean[] { false, true }) {
			HttpResponse<String> response = Calls.send(openAi(model, prompt, asked, streamed));
			JsonNode error = Calls.json(response).path("error");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(error.path("code").stringValue()).isEqualTo("context_length_exceeded");
			assertThat(error.path("param").stringValue()).isEqualTo("messages");
			assertThat(error.path("message").stringValue()).isEqualTo(message);
		}
	}

	@ParameterizedTest
	@CsvSource({ "claude-small-3-5, 49, 1, false", "claude-small-3-5, 30, 20, true", "claude-small-5, 50, 20, false",
			"claude-split-5, 30, 20, true", "small, 49, 1, false" })
	void anthropicShouldTakeWhatJustFits(String model, int prompt, int asked, boolean streamed) throws Exception {
		HttpResponse<String> response = Calls.send(anthropic(model, prompt, asked, streamed));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "claude-small-3-5 | 51 | 1 | prompt is too long: 51 tokens > 50 maximum",
			"claude-small-5 | 51 | 1 | prompt is too long: 51 tokens > 50 maximum",
			"claude-split-5 | 31 | 1 | prompt is too long: 31 tokens > 30 maximum",
			"claude-small-3-5 | 31 | 20 | input length and `max_tokens` exceed context limit: 31 + 20 > 50, decrease input length or `max_tokens` and try again",
			"small | 50 | 1 | input length and `max_tokens` exceed context limit: 50 + 1 > 50, decrease input length or `max_tokens` and try again" })
	void anthropicShouldRefuseOneTokenMore(String model, int prompt, int asked, String message) throws Exception {
		for (boolean streamed : new boolean[] { false, true }) {
			HttpResponse<String> response = Calls.send(anthropic(model, prompt, asked, streamed));
			JsonNode error = Calls.json(response).path("error");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
			assertThat(error.path("message").stringValue()).isEqualTo(message);
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 1, contextWindow", "50, 0, 1, maxInput", "50, 51, 1, maxInput", "50, 50, 0, maxOutput" })
	void whenLimitsMakeNoSenseShouldSayWhich(int contextWindow, int maxInput, int maxOutput, String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LlmProviderSimulator.builder().model("odd", contextWindow, maxInput, maxOutput))
			.withMessageContaining("'" + name + "'");
	}

	@Test
	void whenModelIsUnknownShouldHaveNoWindow() throws Exception {
		assertThat(Calls.send(openAi("my-model", 100_000, 100_000, false)).statusCode()).isEqualTo(200);
	}

	private HttpRequest.Builder openAi(String model, int prompt, int asked, boolean streamed) {
		return this.calls.openAi("{\"model\":\"" + model + "\",\"stream\":" + streamed
				+ ((asked > 0) ? ",\"max_tokens\":" + asked : "") + messages(prompt) + "}");
	}

	private HttpRequest.Builder anthropic(String model, int prompt, int asked, boolean streamed) {
		return this.calls.anthropic("{\"model\":\"" + model + "\",\"stream\":" + streamed + ",\"max_tokens\":" + asked
				+ messages(prompt) + "}");
	}

	private static String messages(int tokens) {
		return ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "four".repeat(tokens) + "\"}]";
	}

}
