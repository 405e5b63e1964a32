package io.llmresilience.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An answer's length is always limited, on the wire of both dialects, and a prompt that
 * cannot fit is never sent.
 */
@LlmSimulatorTest
class OutputLimitTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.providers.openai.api-key=sk-simulator",
				"llm.resilience.providers.anthropic.api-key=sk-simulator");

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-mini,          max_tokens,            1024",
			"openai/gpt-6-luna,           max_completion_tokens, 8192",
			"openai/gpt-5-chat-latest,    max_completion_tokens, 1024",
			"openai/unheard-of,           max_tokens,            1024",
			"anthropic/claude-sonnet-5-5, max_tokens,            1024",
			"anthropic/claude-fable-5,    max_tokens,            8192" })
	void whenNobodySaysHowLongShouldSendTheDefault(String route, String field, int expected,
			LlmProviderSimulator simulator) {
		assertLimit(simulator, route, ChatRequest.builder(), field, expected);
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-mini, max_tokens, 16384", "openai/gpt-6-luna, max_completion_tokens, 128000",
			"anthropic/claude-sonnet-4-5, max_tokens, 64000" })
	void whenRequestWantsMoreThanTheModelCanShouldSendWhatItCan(String route, String field, int expected,
			LlmProviderSimulator simulator) {
		assertLimit(simulator, route, ChatRequest.builder().maxTokens(10_000_000), field, expected);
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-mini, max_tokens", "openai/gpt-6-luna, max_completion_tokens",
			"anthropic/claude-sonnet-5-5, max_tokens" })
	void whenRequestSaysHowLongShouldSendThat(String route, String field, LlmProviderSimulator simulator) {
		assertLimit(simulator, route, ChatRequest.builder().maxTokens(77), field, 77);
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-mini, max_tokens", "anthropic/claude-fable-5, max_tokens" })
	void whenConfiguredShouldSendTheConfiguredDefault(String route, String field, LlmProviderSimulator simulator) {
		assertLimit(simulator, route, ChatRequest.builder(), field, 300, "llm.resilience.chat.max-tokens=300");
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-mini, max_tokens", "anthropic/claude-fable-5, max_tokens" })
	void whenThereIsACeilingShouldNotSendMore(String route, String field, LlmProviderSimulator simulator) {
		String ceiling = "llm.resilience.chat.max-tokens-limit=200";
		assertLimit(simulator, route, ChatRequest.builder().maxTokens(500), field, 200, ceiling);
		simulator.reset();
		assertLimit(simulator, route, ChatRequest.builder(), field, 200, ceiling);
	}

	@Test
	void whenModelIsConfiguredShouldClampToIt(LlmProviderSimulator simulator) {
		assertLimit(simulator, "openai/own", ChatRequest.builder().maxTokens(500), "max_tokens", 50,
				"llm.resilience.models[0].id=openai/own", "llm.resilience.models[0].max-tokens=50");
	}

	private void assertLimit(LlmProviderSimulator simulator, String route, ChatRequestBuilder request, String field,
			int expected, String... properties) {
		this.runner.withPropertyValues(providers(simulator, route)).withPropertyValues(properties).run((context) -> {
			ChatService chat = context.getBean(ChatService.class);
			ChatRequest asked = request.user("Hi").build();
			chat.call(asked);
			chat.stream(asked).blockLast();
			assertThat(simulator.requests()).hasSize(2).allSatisfy((received) -> {
				JsonNode body = received.body();
				assertThat(body.path(field).intValue(0)).isEqualTo(expected);
				assertThat(body.has("max_tokens") && body.has("max_completion_tokens")).isFalse();
			});
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-6-luna", "openai/gpt-4o-mini", "anthropic/claude-sonnet-5-5" })
	void whenPromptIsTenMegabytesShouldNotSendIt(String route, LlmProviderSimulator simulator) {
		ChatRequest request = ChatRequest.of("secret ".repeat(10 * 1024 * 1024 / 7));
		this.runner.withPropertyValues(providers(simulator, route)).run((context) -> {
			assertThatExceptionOfType(CallRefusedException.class)
				.isThrownBy(() -> context.getBean(ChatService.class).call(request))
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED))
				.satisfies((refusal) -> assertThat(refusal.sent()).isEqualTo(Sent.NO))
				.withMessageStartingWith(route + ": 'messages' have at least 1310719 tokens")
				.withMessageNotContaining("secret");
			assertThat(simulator.arrivals()).isZero();
		});
	}

	@Test
	void whenRouteIsUnknownShouldNameTheKnownOnes(LlmProviderSimulator simulator) {
		ChatRequest request = ChatRequest.builder().user("secret").route("openai/gpt-9").build();
		this.runner.withPropertyValues(providers(simulator, "openai/gpt-4o-mini"))
			.run((context) -> assertThatExceptionOfType(CallRefusedException.class)
				.isThrownBy(() -> context.getBean(ChatService.class).call(request))
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.INVALID_REQUEST))
				.withMessage("'route' is 'openai/gpt-9', which is not configured; use one of [openai/gpt-4o-mini] or"
						+ " add it to 'llm.resilience.chat.routes' or 'llm.resilience.models'"));
	}

	private static String[] providers(LlmProviderSimulator simulator, String route) {
		return new String[] { "llm.resilience.chat.routes=" + route,
				"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl() };
	}

}
