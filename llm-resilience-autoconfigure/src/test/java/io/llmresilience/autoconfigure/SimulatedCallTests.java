package io.llmresilience.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.FinishReason;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls over real sockets, from the bean to the wire and back.
 */
class SimulatedCallTests {

	private final LlmProviderSimulator simulator = LlmProviderSimulator.start();

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ReactiveHttpClientAutoConfiguration.class,
				WebClientAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key=" + this.simulator.apiKey(),
				"llm.resilience.providers.anthropic.base-url=" + this.simulator.anthropicBaseUrl(),
				"llm.resilience.providers.anthropic.api-key=" + this.simulator.apiKey());

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-6-luna", "anthropic/claude-sonnet-5-5" })
	void answersWhole(String route) {
		this.simulator.always(Reply.text("Because of Rayleigh scattering."));
		this.context.withPropertyValues("llm.resilience.chat.routes=" + route).run((context) -> {
			ChatResponse response = context.getBean(ChatService.class).call("Why is the sky blue?");
			assertThat(response.text()).isEqualTo("Because of Rayleigh scattering.");
			assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
			assertThat(response.origin().route()).isEqualTo(route);
			assertThat(response.usage().inputTokens()).isPositive();
			assertThat(response.trace().attempts()).hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-6-luna", "anthropic/claude-sonnet-5-5" })
	void answersStreamed(String route) {
		this.simulator.always(Reply.text("Because of Rayleigh scattering."));
		this.context.withPropertyValues("llm.resilience.chat.routes=" + route).run((context) -> {
			List<ChatEvent> events = context.getBean(ChatService.class).stream("Why?").collectList().block();
			assertThat(events).first().isInstanceOf(ChatEvent.Started.class);
			assertThat(events).last().isInstanceOf(ChatEvent.Completed.class);
			assertThat(events).filteredOn((event) -> event instanceof ChatEvent.TextDelta).hasSizeGreaterThan(2);
		});
	}

	@Test
	void whenProviderFailsAtFirstShouldAnswerAllTheSame() {
		this.simulator.enqueue(Reply.status(503).header("retry-after-ms", "20"), Reply.reset());
		this.simulator.always(Reply.text("fine"));
		this.context
			.withPropertyValues("llm.resilience.chat.routes=openai/gpt-6-luna",
					"llm.resilience.retry.initial-interval=10ms")
			.run((context) -> {
				ChatResponse response = context.getBean(ChatService.class).call("Why?");
				assertThat(response.text()).isEqualTo("fine");
				assertThat(response.trace().attempts()).extracting("outcome")
					.containsExactly("OVERLOADED", "CONNECTION", "OK");
			});
	}

}
