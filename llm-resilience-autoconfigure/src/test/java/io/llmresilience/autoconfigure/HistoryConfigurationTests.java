package io.llmresilience.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Message;
import io.llmresilience.history.CompressedHistory;
import io.llmresilience.history.HistoryCompressor;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Who makes conversations fit. A small window is configured, so that nothing has to be
 * long.
 */
@LlmSimulatorTest
class HistoryConfigurationTests {

	private static final String SENTENCE = "The bridge over the river is closed for repair until tomorrow. ";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class));

	@Test
	void shouldLeaveOutTheOldestTurnsByDefault(LlmProviderSimulator simulator) {
		window(simulator).run((context) -> {
			ChatResponse response = context.getBean(ChatService.class).call(conversation());
			assertThat(simulator.requests().get(0).body().path("messages")).hasSizeBetween(12, 30)
				.first()
				.hasToString("{\"role\":\"system\",\"content\":\"Be brief.\"}");
			assertThat(response.trace().shortenings()).singleElement()
				.satisfies((shortening) -> assertThat(shortening.tokensAfter()).isLessThanOrEqualTo(500))
				.satisfies((shortening) -> assertThat(shortening.tokensBefore()).isGreaterThan(700));
		});
	}

	@Test
	void whenStrategyIsNoneShouldSendAll(LlmProviderSimulator simulator) {
		window(simulator).withPropertyValues("llm.resilience.history.strategy=none").run((context) -> {
			context.getBean(ChatService.class).call(conversation());
			assertThat(simulator.requests().get(0).body().path("messages")).hasSize(42);
		});
	}

	@Test
	void compressorOfTheApplicationShouldTakeThePlace(LlmProviderSimulator simulator) {
		window(simulator).withUserConfiguration(OwnCompressor.class).run((context) -> {
			assertThat(context).hasSingleBean(HistoryCompressor.class);
			context.getBean(ChatService.class).call(conversation());
			assertThat(simulator.requests().get(0).body().path("messages")).singleElement()
				.hasToString("{\"role\":\"user\",\"content\":\"own\"}");
		});
	}

	@Test
	void whenTheLastMessageAloneIsTooLongShouldRefuseIt(LlmProviderSimulator simulator) {
		window(simulator).run((context) -> {
			LlmException failure = catchThrowableOfType(LlmException.class,
					() -> context.getBean(ChatService.class).call(SENTENCE.repeat(50)));
			assertThat(failure.kind()).isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED);
			assertThat(failure).hasMessageContaining("more than the 500 that fit beside the answer");
			assertThat(simulator.requests()).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			keep-last=0 | 'llm.resilience.history.keep-last' must be at least 1, but is 0
			keep-share=0 | 'llm.resilience.history.keep-share' must be above 0 and at most 1, but is 0.0
			keep-share=1.1 | 'llm.resilience.history.keep-share' must be above 0 and at most 1, but is 1.1
			""")
	void whenAValueIsWrongShouldNotStart(String property, String message, LlmProviderSimulator simulator) {
		window(simulator).withPropertyValues("llm.resilience.history." + property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
	}

	private ApplicationContextRunner window(LlmProviderSimulator simulator) {
		String prefix = "llm.resilience.";
		return this.runner.withPropertyValues(prefix + "providers.openai.base-url=" + simulator.openAiBaseUrl(),
				prefix + "providers.openai.api-key=" + simulator.apiKey(), prefix + "chat.routes=openai/gpt-4o-mini",
				prefix + "models[0].id=openai/gpt-4o-mini", prefix + "models[0].context-window=600",
				prefix + "chat.max-tokens=100");
	}

	private static ChatRequest conversation() {
		List<Message> messages = new ArrayList<>(List.of(Message.system("Be brief.")));
		for (int i = 0; i < 20; i++) {
			messages.add(Message.user(SENTENCE));
			messages.add(Message.assistant(SENTENCE + SENTENCE));
		}
		messages.add(Message.user("Is it open?"));
		return ChatRequest.of(messages);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCompressor {

		@Bean
		HistoryCompressor ownCompressor() {
			return (conversation) -> Mono.just(CompressedHistory.of(List.of(Message.user("own"))));
		}

	}

}
