package io.llmresilience.test;

import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class PromptTokenCounterTests {

	@ParameterizedTest
	@CsvSource({ "OPENAI, /usage/prompt_tokens", "ANTHROPIC, /usage/input_tokens" })
	void shouldDecideTheReportedUsage(Dialect dialect, String pointer) throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> request.lastText().length()).start()) {
			HttpResponse<String> response = Calls.send(new Calls(simulator).call(dialect, false));
			assertThat(Calls.json(response).at(pointer).intValue()).isEqualTo("Say hello".length());
		}
	}

	@Test
	void shouldDecideTheUsageOfStreams() throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> 77).start()) {
			Calls calls = new Calls(simulator);
			assertThat(Calls
				.send(calls
					.openAi(Calls.openAiBody("gpt-4o", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")))
				.body()).contains("\"prompt_tokens\":77");
			assertThat(Calls.send(calls.call(Dialect.ANTHROPIC, true)).body()).contains("\"input_tokens\":77");
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, 50, 200", "OPENAI, 51, 400", "ANTHROPIC, 50, 200", "ANTHROPIC, 51, 400" })
	void shouldDecideTheWindow(Dialect dialect, int tokens, int status) throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> tokens).model("claude-small-5", 50, 100).start()) {
			Calls calls = new Calls(simulator);
			HttpResponse<String> response = Calls
				.send((dialect == Dialect.OPENAI) ? calls.openAi(Calls.openAiBody("claude-small-5", ""))
						: calls.anthropic(Calls.anthropicBody("claude-small-5", "")));
			assertThat(response.statusCode()).isEqualTo(status);
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, x-ratelimit-remaining-tokens", "ANTHROPIC, anthropic-ratelimit-input-tokens-remaining" })
	void shouldDecideTheRateLimit(Dialect dialect, String header) throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> 3000).rateLimit(0, 5000)
			.clock(new HandClock())
			.start()) {
			Calls calls = new Calls(simulator);
			assertThat(Calls.send(calls.call(dialect, false)).headers().firstValue(header)).contains("2000");
			assertThat(Calls.send(calls.call(dialect, false)).statusCode()).isEqualTo(429);
		}
	}

	@Test
	void shouldDecideTheBill() throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> 77).start()) {
			Calls.send(new Calls(simulator).call(Dialect.OPENAI, true));
			assertThat(simulator.bill().total().input()).isEqualTo(77);
		}
	}

	@Test
	void shouldBeAskedOnceForEachWellFormedRequestAndForNoOther() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		try (LlmProviderSimulator simulator = counting((request) -> asked.incrementAndGet()).start()) {
			Calls calls = new Calls(simulator);
			Calls.send(calls.openAi("{"));
			Calls.send(calls.call(Dialect.OPENAI, false).setHeader("Authorization", "Bearer wrong"));
			simulator.enqueue(Reply.status(500));
			Calls.send(calls.call(Dialect.OPENAI, false));
			assertThat(asked).hasValue(0);
			Calls.send(calls.call(Dialect.OPENAI, false));
			assertThat(asked).hasValue(1);
		}
	}

	@Test
	void whenCounterFailsShouldAnswer500AndRecordIt() throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> {
			throw new IllegalStateException("x");
		}).start()) {
			HttpResponse<String> response = Calls.send(new Calls(simulator).call(Dialect.OPENAI, false));
			assertThat(response.statusCode()).isEqualTo(500);
			assertThat(response.body()).contains("script failed");
			assertThat(simulator.scriptFailures()).singleElement().isInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void whenCountIsNegativeShouldAnswer500AndSayWhy() throws Exception {
		try (LlmProviderSimulator simulator = counting((request) -> -1).start()) {
			assertThat(Calls.send(new Calls(simulator).call(Dialect.OPENAI, false)).statusCode()).isEqualTo(500);
			assertThat(simulator.scriptFailures()).singleElement()
				.extracting(Throwable::getMessage)
				.asString()
				.contains("'tokens' was -1");
		}
	}

	private static LlmProviderSimulator.Builder counting(PromptTokenCounter counter) {
		return LlmProviderSimulator.builder().tokenCounter(counter);
	}

}
