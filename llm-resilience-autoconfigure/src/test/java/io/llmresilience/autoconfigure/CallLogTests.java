package io.llmresilience.autoconfigure;

import java.util.Map;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.CallLogLines;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.entry;

/**
 * What a call leaves in the log.
 */
@LlmSimulatorTest
class CallLogTests {

	@RegisterExtension
	private final CallLogLines lines = new CallLogLines();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini", "llm.resilience.retry.max-attempts=2",
				"llm.resilience.retry.initial-interval=1ms", "llm.resilience.providers.openai.api-key=sk-simulator");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenCallAnswersShouldWriteOneLineAtInfo(boolean streamed, LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("Because of Rayleigh").usage(12, 3).cachedTokens(4));
		run(simulator, (chat) -> ask(chat, streamed));
		ILoggingEvent line = onlyLine();
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getFormattedMessage()).matches(
				"LLM call answered by openai/gpt-4o-mini in \\d+ ms: STOP, 12 input and 3 output tokens, attempts: 2, cost: 0.0000033 USD");
		assertThat(CallLogLines.keyValues(line))
			.contains(entry("event", "llm.call.answered"), entry("route", "openai/gpt-4o-mini"), entry("attempts", 2),
					entry("model", "gpt-4o-mini-2024-07-18"), entry("inputTokens", 12L), entry("outputTokens", 3L))
			.containsKeys("latencyMs", "finishReason", "requestId");
		assertThat(CallLogLines.keyValues(line).containsKey("timeToFirstTokenMs")).isEqualTo(streamed);
	}

	@Test
	void whenTheNextRouteAnswersShouldNameItAndCountAllAttempts(LlmProviderSimulator simulator) {
		simulator.when((request) -> request.model().equals("gpt-4o-mini"), Reply.overloaded());
		this.runner
			.withPropertyValues(baseUrl(simulator), "llm.resilience.chat.routes=openai/gpt-4o-mini,openai/gpt-4o")
			.run((context) -> context.getBean(ChatService.class).call("Hi"));
		ILoggingEvent line = onlyLine();
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getFormattedMessage()).startsWith("LLM call answered by openai/gpt-4o in ")
			.endsWith("attempts: 3, cost: 0.0000925 USD");
		assertThat(CallLogLines.keyValues(line)).contains(entry("route", "openai/gpt-4o"), entry("attempts", 3));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenCallFailsShouldWriteOneLineAtError(boolean streamed, LlmProviderSimulator simulator) {
		simulator.always(Reply.overloaded());
		run(simulator, (chat) -> assertThatException().isThrownBy(() -> ask(chat, streamed)));
		ILoggingEvent line = onlyLine();
		assertThat(line.getLevel()).isEqualTo(Level.ERROR);
		assertThat(line.getFormattedMessage())
			.matches("LLM call failed after \\d+ ms: openai/gpt-4o-mini: OVERLOADED, .*, attempts: 2, cost: 0 USD");
		assertThat(line.getThrowableProxy()).isNull();
		assertThat(CallLogLines.keyValues(line)).containsKeys("latencyMs", "requestId", "kind")
			.contains(entry("event", "llm.call.failed"), entry("route", "openai/gpt-4o-mini"), entry("attempts", 2));
	}

	@Test
	void whenUserCodeFailsShouldNotRepeatItsMessage(LlmProviderSimulator simulator) {
		ApplicationContextRunner failing = this.runner.withBean(ChatFilter.class,
				() -> (call, next) -> Flux.error(new IllegalStateException("prompt: secret")));
		failing.withPropertyValues(baseUrl(simulator))
			.run((context) -> assertThatException().isThrownBy(() -> context.getBean(ChatService.class).call("Hi")));
		assertThat(onlyLine().getFormattedMessage())
			.matches("LLM call failed after \\d+ ms with java.lang.IllegalStateException, attempts: 0, cost: 0 USD");
		assertThat(CallLogLines.keyValues(onlyLine())).contains(entry("kind", FailureKind.UNKNOWN)).containsKey("cost");
	}

	@Test
	void whenCallIsRefusedShouldWriteOneLineAtError(LlmProviderSimulator simulator) {
		ChatRequest request = ChatRequest.builder().user("secret").route("openai/gpt-9").build();
		run(simulator, (chat) -> assertThatException().isThrownBy(() -> chat.call(request)));
		assertThat(CallLogLines.keyValues(onlyLine())).contains(entry("attempts", 0))
			.containsKey("kind")
			.doesNotContainKey("route");
	}

	@Test
	void whenCallerLeavesShouldWriteOneLineAtInfo(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.text("Because of Rayleigh").stallAfterTokens(1));
		run(simulator, (chat) -> chat.stream("Why is the sky blue?").filter(ChatEvent::isContent).blockFirst());
		ILoggingEvent line = onlyLine();
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getFormattedMessage()).matches("LLM call cancelled after \\d+ ms, attempts that had ended: 0");
		assertThat(CallLogLines.keyValues(line)).contains(entry("event", "llm.call.cancelled"), entry("attempts", 0))
			.containsKeys("latencyMs", "timeToFirstTokenMs");
	}

	@Test
	void whenTroubleIsAbsorbedShouldWarnOnceAMinuteForEachRouteAndKind(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("fine"), Reply.overloaded(), Reply.text("fine"),
				Reply.status(500), Reply.text("fine"));
		run(simulator, (chat) -> {
			chat.call("Hi");
			chat.call("Hi");
			chat.call("Hi");
		});
		assertThat(this.lines.all()).filteredOn((line) -> line.getLevel() == Level.WARN)
			.extracting(CallLogLines::keyValues)
			.containsExactly(
					Map.of("event", "llm.call.absorbed", "route", "openai/gpt-4o-mini", "kind", FailureKind.OVERLOADED,
							"count", 1L),
					Map.of("event", "llm.call.absorbed", "route", "openai/gpt-4o-mini", "kind",
							FailureKind.SERVER_ERROR, "count", 1L));
	}

	@Test
	void whenSwitchedOffShouldWriteNothing(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("fine"), Reply.status(401));
		this.runner
			.withPropertyValues(baseUrl(simulator), "llm.resilience.observation.log-success=false",
					"llm.resilience.observation.log-failure=false", "llm.resilience.observation.log-absorbed=false")
			.run((context) -> {
				ChatService chat = context.getBean(ChatService.class);
				chat.call("Hi");
				assertThatException().isThrownBy(() -> chat.call("Hi"));
			});
		assertThat(this.lines.all()).isEmpty();
	}

	@Test
	void whenCallerHasAnMdcShouldCarryItToTheLine(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.text("fine"), Reply.status(401));
		MDC.put("traceId", "4711");
		run(simulator, (chat) -> {
			chat.call("Hi");
			assertThatException().isThrownBy(() -> chat.call("Hi"));
		});
		assertThat(MDC.get("traceId")).isEqualTo("4711");
		MDC.clear();
		assertThat(this.lines.all()).hasSize(2)
			.allSatisfy((line) -> assertThat(line.getMDCPropertyMap()).containsOnly(entry("traceId", "4711")))
			.allSatisfy((line) -> assertThat(line.getThreadName()).contains("-http-"));
	}

	@Test
	void whenLineIsWrittenShouldLeaveTheEventLoopsOwnMdcAlone(LlmProviderSimulator simulator) {
		run(simulator, (chat) -> {
			Mono<String> left = chat.send("Hi").map((answer) -> String.valueOf(MDC.getCopyOfContextMap()));
			MDC.put("traceId", "4711");
			assertThat(left.block()).doesNotContain("4711");
			MDC.clear();
		});
	}

	private static void ask(ChatService chat, boolean streamed) {
		if (streamed) {
			chat.stream("Why is the sky blue?").blockLast();
		}
		else {
			chat.call("Why is the sky blue?");
		}
	}

	private void run(LlmProviderSimulator simulator, Consumer<ChatService> calls) {
		run(this.runner, simulator, calls);
	}

	private static void run(ApplicationContextRunner runner, LlmProviderSimulator simulator,
			Consumer<ChatService> calls) {
		runner.withPropertyValues(baseUrl(simulator))
			.run((context) -> calls.accept(context.getBean(ChatService.class)));
	}

	private static String baseUrl(LlmProviderSimulator simulator) {
		return "llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl();
	}

	private ILoggingEvent onlyLine() {
		ILoggingEvent line = this.lines.only();
		assertThat(line.getFormattedMessage() + line.getKeyValuePairs()).doesNotContain("sky", "Rayleigh", "secret",
				"sk-");
		return line;
	}

}
