package io.llmresilience.autoconfigure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
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

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.llmresilience.call");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini", "llm.resilience.retry.max-attempts=2",
				"llm.resilience.retry.initial-interval=1ms", "llm.resilience.providers.openai.api-key=sk-simulator");

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.INFO);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenCallAnswersShouldWriteOneLineAtInfo(boolean streamed, LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("Because of Rayleigh").usage(12, 3).cachedTokens(4));
		run(simulator, (chat) -> ask(chat, streamed));
		ILoggingEvent line = onlyLine();
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getFormattedMessage()).matches(
				"LLM call answered by openai/gpt-4o-mini in \\d+ ms: STOP, 12 input and 3 output tokens, attempts: 2, cost: 0.0000033 USD");
		assertThat(keyValues(line))
			.contains(entry("event", "llm.call.answered"), entry("route", "openai/gpt-4o-mini"), entry("attempts", 2),
					entry("model", "gpt-4o-mini-2024-07-18"), entry("inputTokens", 12L), entry("outputTokens", 3L))
			.containsKeys("latencyMs", "finishReason", "requestId");
		assertThat(keyValues(line).containsKey("timeToFirstTokenMs")).isEqualTo(streamed);
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
		assertThat(keyValues(line)).contains(entry("route", "openai/gpt-4o"), entry("attempts", 3));
	}

	@Test
	void whenAttemptsAreChargedShouldTellTheSum(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("Because of Rayleigh"));
		run(this.runner.withBean(ChatFilter.class, () -> charging("0.00025")), simulator, (chat) -> ask(chat, true));
		ILoggingEvent line = onlyLine();
		assertThat(line.getFormattedMessage()).endsWith("attempts: 2, cost: 0.0005 USD");
		assertThat(keyValues(line)).hasEntrySatisfying("cost",
				(cost) -> assertThat((BigDecimal) cost).isEqualByComparingTo("0.0005"));
	}

	@Test
	void whenCostIsVerySmallShouldWriteItPlainly(LlmProviderSimulator simulator) {
		run(this.runner.withBean(ChatFilter.class, () -> charging("0.00000010")), simulator,
				(chat) -> ask(chat, false));
		assertThat(onlyLine().getFormattedMessage()).endsWith("cost: 0.0000001 USD");
	}

	@Test
	void whenCallFailsShouldTellWhatItsAttemptsCost(LlmProviderSimulator simulator) {
		simulator.always(Reply.overloaded());
		run(this.runner.withBean(ChatFilter.class, () -> charging("0.5")), simulator,
				(chat) -> assertThatException().isThrownBy(() -> ask(chat, false)));
		assertThat(onlyLine().getFormattedMessage()).endsWith("attempts: 2, cost: 1 USD");
	}

	@Test
	void whenTheCostOfOneAttemptIsUnknownShouldSayUnknownAndNoNumber(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("Because of Rayleigh"));
		run(this.runner.withPropertyValues("llm.resilience.chat.routes=openai/gpt-of-nobody"), simulator,
				(chat) -> ask(chat, true));
		assertThat(onlyLine().getFormattedMessage()).endsWith("attempts: 2, cost: unknown");
		assertThat(keyValues(onlyLine())).doesNotContainKey("cost");
	}

	/**
	 * Charges every attempt, where a budget would.
	 */
	private static ChatFilter charging(String cost) {
		ChatEvent charge = new Note.Charged(new BigDecimal(cost));
		return (call, next) -> next.exchange(call).concatMapIterable((event) -> {
			if (event instanceof ChatEvent.Completed completed) {
				return List.of(charged(completed, cost));
			}
			return (event instanceof Note.AttemptEnded) ? List.of(charge, event) : List.of(event);
		});
	}

	private static ChatEvent.Completed charged(ChatEvent.Completed completed, String cost) {
		List<Note> notes = new ArrayList<>(completed.notes());
		notes.removeIf((note) -> note instanceof Note.Charged);
		notes.add(0, new Note.Charged(new BigDecimal(cost)));
		return new ChatEvent.Completed(completed.response(), notes);
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
		assertThat(keyValues(line)).containsKeys("latencyMs", "requestId", "kind")
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
	}

	@Test
	void whenCallIsRefusedShouldWriteOneLineAtError(LlmProviderSimulator simulator) {
		ChatRequest request = ChatRequest.builder().user("secret").route("openai/gpt-9").build();
		run(simulator, (chat) -> assertThatException().isThrownBy(() -> chat.call(request)));
		assertThat(keyValues(onlyLine())).contains(entry("attempts", 0)).containsKey("kind").doesNotContainKey("route");
	}

	@Test
	void whenCallerLeavesShouldWriteOneLineAtInfo(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.text("Because of Rayleigh").stallAfterTokens(1));
		run(simulator, (chat) -> chat.stream("Why is the sky blue?").filter(ChatEvent::isContent).blockFirst());
		ILoggingEvent line = onlyLine();
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getFormattedMessage()).matches("LLM call cancelled after \\d+ ms, attempts that had ended: 0");
		assertThat(keyValues(line)).contains(entry("event", "llm.call.cancelled"), entry("attempts", 0))
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
		assertThat(this.appender.list).filteredOn((line) -> line.getLevel() == Level.WARN)
			.extracting(CallLogTests::keyValues)
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
		assertThat(this.appender.list).isEmpty();
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
		assertThat(this.appender.list).hasSize(2)
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
		List<ILoggingEvent> lines = this.appender.list.stream()
			.filter((line) -> line.getLevel() != Level.WARN)
			.toList();
		assertThat(lines).hasSize(1);
		ILoggingEvent line = lines.get(0);
		assertThat(line.getFormattedMessage() + line.getKeyValuePairs()).doesNotContain("sky", "Rayleigh", "secret",
				"sk-");
		return line;
	}

	private static Map<String, Object> keyValues(ILoggingEvent line) {
		List<KeyValuePair> pairs = line.getKeyValuePairs();
		return pairs.stream().collect(Collectors.toMap((pair) -> pair.key, (pair) -> pair.value));
	}

}
