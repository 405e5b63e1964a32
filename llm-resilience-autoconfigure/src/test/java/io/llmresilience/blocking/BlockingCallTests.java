package io.llmresilience.blocking;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatService;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Proves that a blocking call would be noticed: here, and so in every other test.
 */
@LlmSimulatorTest
class BlockingCallTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk-simulator");

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o-mini", "anthropic/claude-sonnet-5-5" })
	void callsBlockNothing(String route, LlmProviderSimulator simulator) {
		this.runner
			.withPropertyValues("llm.resilience.chat.routes=" + route,
					"llm.resilience.providers.anthropic.api-key=sk-simulator",
					"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
					"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl())
			.run((context) -> {
				ChatService chat = context.getBean(ChatService.class);
				Mono<ChatEvent> streamed = chat.stream("Hi").last().subscribeOn(Schedulers.parallel());
				assertThat(streamed.block()).isInstanceOf(ChatEvent.Completed.class);
				assertThat(chat.send("Hi").subscribeOn(Schedulers.parallel()).block()).isNotNull();
				assertThat(BlockingCalls.drain()).isEmpty();
			});
	}

	@Test
	void whenFilterBlocksTheEventLoopShouldBeNoticed(LlmProviderSimulator simulator) {
		this.runner.withBean(ChatFilter.class, () -> (call, next) -> next.exchange(call).doOnNext((event) -> nap()))
			.withPropertyValues("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl())
			.run((context) -> {
				assertThatException().isThrownBy(() -> context.getBean(ChatService.class).call("Hi"))
					.withCauseInstanceOf(BlockingOperationError.class);
				assertThat(BlockingCalls.drain()).isNotEmpty();
			});
	}

	@Test
	void whenErrorIsSwallowedShouldBeNoticedAllTheSame() {
		Mono.fromRunnable(() -> catchThrowable(BlockingCallTests::nap)).subscribeOn(Schedulers.parallel()).block();
		List<BlockingOperationError> errors = BlockingCalls.drain();
		assertThat(errors).hasSize(1).first().extracting(Throwable::getMessage).asString().contains("Thread.sleep");
	}

	@Test
	void whenTestHasBlockedShouldFailIt() {
		Mono.fromRunnable(() -> catchThrowable(BlockingCallTests::nap)).subscribeOn(Schedulers.parallel()).block();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> BlockingCallsExtension.check())
			.withMessageContaining("1 blocking call")
			.satisfies((failure) -> assertThat(failure.getSuppressed()).hasSize(1));
	}

	private static void nap() {
		try {
			Thread.sleep(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
