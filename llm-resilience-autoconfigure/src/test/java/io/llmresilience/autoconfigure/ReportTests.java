package io.llmresilience.autoconfigure;

import java.math.BigDecimal;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.ChatService;
import io.llmresilience.actuate.Report;
import io.llmresilience.actuate.Report.RouteBound;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What is told at start-up of what a call can come to.
 */
@LlmSimulatorTest
@ExtendWith(OutputCaptureExtension.class)
class ReportTests {

	private static final String FIRST = "openai/first";

	private static final String SECOND = "openai/second";

	/** 1 USD per million tokens in, 10 out; 2 and 20 for the second. */
	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=" + FIRST + "," + SECOND,
				"llm.resilience.providers.openai.api-key=sk-simulator", "llm.resilience.chat.max-tokens=1000",
				"llm.resilience.models[0].id=" + FIRST, "llm.resilience.models[0].context-window=101000",
				"llm.resilience.models[0].max-tokens=5000", "llm.resilience.models[0].price.input=1",
				"llm.resilience.models[0].price.output=10", "llm.resilience.models[1].id=" + SECOND,
				"llm.resilience.models[1].context-window=101000", "llm.resilience.models[1].max-tokens=5000",
				"llm.resilience.models[1].price.input=2", "llm.resilience.models[1].price.output=20");

	@Test
	void figuresShouldFollowFromTheSettings() {
		report((report) -> {
			assertThat(report.deadlineMs()).isEqualTo(120_000);
			assertThat(report.attempts()).isEqualTo(2 + 5);
			assertThat(report.backOffMs()).isEqualTo(1000 + 1000 + 2000 + 4000 + 8000);
			assertThat(report.waitMs()).isEqualTo(120_000);
			assertThat(report.routes()).containsExactly(
					new RouteBound(FIRST, 2, 90_000, 101_000, 1000, usd("0.01"), usd("0.11")),
					new RouteBound(SECOND, 5, 90_000, 101_000, 1000, usd("0.02"), usd("0.22")));
			assertThat(report.costOfAnswers()).isEqualByComparingTo(usd("0.12"));
			assertThat(report.costOfFullWindows()).isEqualByComparingTo(usd("1.32"));
			assertThat(report.warnings()).isEmpty();
		});
	}

	@Test
	void whenTheLastRoutesShareTheLoadTheDearestShouldBeTakenForTheLast() {
		report((report) -> {
			assertThat(report.attempts()).isEqualTo(7);
			assertThat(report.routes()).extracting(RouteBound::attempts).containsExactly(5, 5);
			assertThat(report.costOfAnswers()).isEqualByComparingTo(usd("0.12"));
		}, "llm.resilience.chat.routes=" + SECOND + " | " + FIRST);
	}

	@Test
	void whenWaitsAreShorterThanTheDeadlineShouldAddThemUp() {
		report((report) -> {
			assertThat(report.waitMs()).isEqualTo(2 * 1000 + 1000 + 3 * 2000 + 2 * 3000);
			assertThat(report.backOffMs()).isEqualTo(500 + 500 + 1000);
		}, "llm.resilience.fallback.patience=1s", "llm.resilience.rate-limit.max-wait=2s",
				"llm.resilience.retry.max-server-wait=3s", "llm.resilience.retry.max-interval=2s",
				"llm.resilience.retry.initial-interval=500ms", "llm.resilience.retry.max-attempts=3");
	}

	@Test
	void whenAPriceIsUnknownShouldSaySoInsteadOfGuessing() {
		report((report) -> {
			assertThat(report.costOfAnswers()).isNull();
			assertThat(report.costOfFullWindows()).isNull();
			assertThat(report.notes()).last().asString().startsWith("No price is known of openai/nobody-knows;");
		}, "llm.resilience.chat.routes=" + FIRST + ",openai/nobody-knows");
	}

	@Test
	void callShouldNotMakeMoreAttemptsThanReported(LlmProviderSimulator simulator) {
		simulator.always(Reply.status(500));
		this.runner
			.withPropertyValues("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
					"llm.resilience.retry.initial-interval=1ms", "llm.resilience.circuit-breaker.window=100",
					"llm.resilience.circuit-breaker.minimum-calls=100")
			.run((context) -> {
				assertThatException().isThrownBy(() -> context.getBean(ChatService.class).call("Hi"));
				assertThat(simulator.requests()).hasSize(context.getBean(Report.class).attempts());
			});
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = ';', value = {
			"llm.resilience.chat.timeout=30s; One attempt may take 90000 ms ('timeout.attempt'), but "
					+ "'llm.resilience.chat.timeout' is 30000 ms",
			"llm.resilience.models[0].timeout.call=30s; One attempt may take 90000 ms ('timeout.attempt'), but the "
					+ "'timeout.call' of 'openai/first' is 30000 ms",
			"llm.resilience.timeout.first-token=2m; One attempt may take 90000 ms ('timeout.attempt'), "
					+ "so that the 120000 ms of 'timeout.first-token' are never reached",
			"llm.resilience.retry.max-attempts=9; 'llm.resilience.retry.max-attempts' is 9, but the waits between so "
					+ "many attempts add up to 183000 ms and 'llm.resilience.chat.timeout' is 120000 ms" })
	void whenSettingsCannotWorkTogetherShouldWarn(String property, String warning, CapturedOutput output) {
		report((report) -> assertThat(report.warnings()).singleElement().asString().startsWith(warning), property);
		assertThat(output.getAll()).containsPattern("WARN .*report - ").contains(warning);
	}

	@Test
	void whenOnlyALaterModelHasMoreTimeShouldWarnSinceTheFirstOneRulesTheCall() {
		report((report) -> {
			assertThat(report.deadlineMs()).isEqualTo(120_000);
			assertThat(report.warnings()).singleElement()
				.asString()
				.startsWith("On 'openai/second' one attempt may take 300000 ms ('timeout.attempt'), but "
						+ "'llm.resilience.chat.timeout' is 120000 ms");
		}, "llm.resilience.models[1].timeout.call=10m", "llm.resilience.models[1].timeout.attempt=5m");
	}

	@Test
	void whenTheFirstModelHasMoreTimeShouldNotWarnOfWaitsThatFitIntoIt() {
		report((report) -> assertThat(report.warnings()).isEmpty(), "llm.resilience.models[0].timeout.call=10m",
				"llm.resilience.retry.max-attempts=9");
	}

	@Test
	void whenBeansAreLazyShouldWarnAtTheStartAllTheSame(CapturedOutput output) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("llm.resilience.chat.timeout=30s")
			.run((context) -> assertThat(output.getAll()).contains("'llm.resilience.chat.timeout' is 30000 ms"));
	}

	@Test
	void whenDebuggingShouldWriteOneBlock(CapturedOutput output) {
		report((report) -> assertThat(report.text().lines()).first()
			.isEqualTo(
					"One call makes at most 7 attempts and ends after 120000 ms; it waits at most 120000 ms, of these "
							+ "16000 ms between attempts; it costs at most 0.12 USD for answers, 1.32 USD with full windows"));
		assertThat(output.getAll()).doesNotContain("One call makes at most");
	}

	private void report(Consumer<Report> assertions, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> assertions.accept(context.getBean(Report.class)));
	}

	private static BigDecimal usd(String amount) {
		return new BigDecimal(amount);
	}

}
