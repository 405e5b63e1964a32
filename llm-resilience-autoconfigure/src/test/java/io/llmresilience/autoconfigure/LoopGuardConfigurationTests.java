package io.llmresilience.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the guard against loops is switched on.
 */
@LlmSimulatorTest
class LoopGuardConfigurationTests {

	private static final String GUARD = "llm.resilience.budget.loop-guard.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-6-luna",
				"llm.resilience.providers.openai.api-key=sk-simulator");

	@Test
	void shouldBeOffByDefault(LlmProviderSimulator simulator) {
		with(simulator).run((context) -> {
			ask(context.getBean(ChatService.class), 20);
			assertThat(simulator.arrivals()).isEqualTo(20);
		});
	}

	@Test
	void whenALimitIsSetShouldRefuse(LlmProviderSimulator simulator) {
		with(simulator, GUARD + "max-repeats=2").run((context) -> {
			ChatService chat = context.getBean(ChatService.class);
			ask(chat, 3);
			assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> chat.call("Hi"))
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.LOOP_DETECTED));
		});
	}

	@Test
	void whenItOnlyObservesShouldRefuseNothing(LlmProviderSimulator simulator) {
		with(simulator, GUARD + "max-repeats=2", GUARD + "mode=observe").run((context) -> {
			ask(context.getBean(ChatService.class), 10);
			assertThat(simulator.arrivals()).isEqualTo(10);
		});
	}

	@ParameterizedTest
	@CsvSource({ "max-repeats, 0", "max-repeats, 1001", "max-tool-turns, 0", "max-tool-turns, 1001", "window, 0s",
			"window, 25h" })
	void whenValueCannotWorkShouldNameItsProperty(String name, String value) {
		this.runner.withPropertyValues(GUARD + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'" + GUARD + name + "'"));
	}

	private static void ask(ChatService chat, int times) {
		for (int i = 0; i < times; i++) {
			assertThat(chat.call("Hi").text()).isNotEmpty();
		}
	}

	private ApplicationContextRunner with(LlmProviderSimulator simulator, String... properties) {
		return this.runner
			.withPropertyValues("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
					"llm.resilience.chat.timeout=" + Duration.ofSeconds(30).toSeconds())
			.withPropertyValues(properties);
	}

}
