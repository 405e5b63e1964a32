package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.Message;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.test.LlmProviderSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models whose window is in truth smaller than the application believes, seen over the
 * wire.
 */
class WindowMistakeTests {

	private static final String SENTENCE = "The bridge over the river is closed for repair until tomorrow. ";

	private final LlmProviderSimulator simulator = LlmProviderSimulator.builder()
		.model("gpt-4o-small", 1000, 500)
		.model("gpt-4o-tiny", 130, 100)
		.model("claude-small", 1000, 500)
		.start();

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o-small", "anthropic/claude-small" })
	void shouldSendOnceMoreWhatTheProviderSaysThatFits(String route) {
		runner(route).run((context) -> {
			ChatResponse response = context.getBean(ChatService.class).call(conversation());
			assertThat(this.simulator.requests()).hasSize(2);
			assertThat(response.trace().shortenings()).singleElement()
				.satisfies((shortening) -> assertThat(shortening.turnsDropped()).isBetween(20, 40));
			assertThat(this.simulator.requests().get(1).body().path("messages").toString()).contains("Is it open?");
		});
	}

	@Test
	void whenThatDoesNotFitEitherShouldGoOnToALargerWindow() {
		runner("openai/gpt-4o-tiny", "fallback.on-context-window=openai/gpt-4o").run((context) -> {
			ChatResponse response = context.getBean(ChatService.class).call(conversation());
			assertThat(response.origin().route()).isEqualTo("openai/gpt-4o");
			assertThat(this.simulator.requests()).extracting((request) -> request.model())
				.containsExactly("gpt-4o-tiny", "gpt-4o-tiny", "gpt-4o");
			assertThat(this.simulator.requests().get(2).body().path("messages")).hasSize(82);
		});
	}

	private ApplicationContextRunner runner(String route, String... further) {
		Stream<String> properties = Stream.of("providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
				"providers.openai.api-key=" + this.simulator.apiKey(),
				"providers.anthropic.base-url=" + this.simulator.anthropicBaseUrl(),
				"providers.anthropic.api-key=" + this.simulator.apiKey(), "chat.routes=" + route, "chat.max-tokens=100",
				"models[0].id=" + route, "models[0].context-window=100000", "models[0].max-tokens=500");
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
			.withPropertyValues(Stream.concat(properties, Stream.of(further))
				.map("llm.resilience."::concat)
				.toArray(String[]::new));
	}

	private static ChatRequest conversation() {
		List<Message> messages = new ArrayList<>(List.of(Message.system("Be brief.")));
		for (int i = 0; i < 40; i++) {
			messages.add(Message.user(SENTENCE));
			messages.add(Message.assistant(SENTENCE + SENTENCE));
		}
		messages.add(Message.user("Is it open?" + " Tell me.".repeat(30)));
		return ChatRequest.of(messages);
	}

}
