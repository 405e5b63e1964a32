package io.llmresilience.test;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@LlmSimulatorTest
@Timeout(20)
class ComputedReplyTests {

	private static final Reply ECHO = Reply.text((request) -> "You said: " + request.lastText());

	private final LlmProviderSimulator simulator;

	private final Calls calls;

	ComputedReplyTests(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		this.calls = new Calls(simulator);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, /choices/0/message/content, /usage/completion_tokens",
			"ANTHROPIC, /content/0/text, /usage/output_tokens" })
	void textShouldDependOnTheRequest(Dialect dialect, String text, String tokens) throws Exception {
		this.simulator.always(ECHO);
		JsonNode body = Calls.json(Calls.send(this.calls.call(dialect, false)));
		assertThat(body.at(text).stringValue()).isEqualTo("You said: Say hello");
		assertThat(body.at(tokens).intValue()).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void textShouldBeStreamedWordByWord(Dialect dialect) throws Exception {
		this.simulator.always(ECHO);
		assertThat(Calls.send(this.calls.call(dialect, true)).body()).contains("\"You\"", "\" said:\"", "\" Say\"",
				"\" hello\"");
	}

	@Test
	void shouldBeAskedAnewForEveryRequest() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		this.simulator.always(Reply.text((request) -> "call " + calls.incrementAndGet()));
		assertThat(Calls.send(this.calls.call(Dialect.OPENAI, false)).body()).contains("call 1");
		assertThat(Calls.send(this.calls.call(Dialect.OPENAI, false)).body()).contains("call 2");
	}

	@Test
	void shouldCombineWithOtherModifiers() throws Exception {
		this.simulator.always(ECHO.andText("! Bye")
			.reasoning("Hm")
			.usage(70, 30)
			.finishReason("length")
			.headersAfter(Duration.ofMillis(60)));
		long start = System.nanoTime();
		JsonNode body = Calls.json(Calls.send(this.calls.call(Dialect.OPENAI, false)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(55));
		assertThat(body.at("/choices/0/message/content").stringValue()).isEqualTo("You said: Say hello! Bye");
		assertThat(body.at("/choices/0/message/reasoning_content").stringValue()).isEqualTo("Hm");
		assertThat(body.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
		assertThat(body.at("/usage/completion_tokens").intValue()).isEqualTo(30);
	}

	@Test
	void shouldCombineWithFaults() throws Exception {
		this.simulator.always(ECHO.stallAfterTokens(3));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			assertThat(Calls.readUntil(socket, "\" Say\"")).contains("\"You\"");
			socket.setSoTimeout(60);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> Calls.readAll(socket));
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, true, server_error", "OPENAI, false, server_error", "ANTHROPIC, true, api_error",
			"ANTHROPIC, false, api_error" })
	void whenFunctionFailsShouldAnswer500ThatSaysSo(Dialect dialect, boolean streamed, String type) throws Exception {
		IllegalStateException failure = new IllegalStateException("secret");
		this.simulator.always(Reply.text((request) -> {
			throw failure;
		}));
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, streamed));
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(Calls.json(response).at("/error/type").stringValue()).isEqualTo(type);
		assertThat(Calls.json(response).at("/error/message").stringValue())
			.contains("script failed for request #1 with java.lang.IllegalStateException", "scriptFailures()")
			.doesNotContain("secret");
		assertThat(this.simulator.scriptFailures()).containsExactly(failure);
	}

	@Test
	void whenFunctionFailsAnAssertionShouldRecordIt() throws Exception {
		this.simulator.always(Reply.text((request) -> {
			assertThat(request.lastText()).isEmpty();
			return "never";
		}));
		assertThat(Calls.send(this.calls.call(Dialect.OPENAI, true)).statusCode()).isEqualTo(500);
		assertThat(this.simulator.scriptFailures()).singleElement().isInstanceOf(AssertionError.class);
	}

	@Test
	void whenFunctionReturnsNullShouldAnswer500() throws Exception {
		this.simulator.always(Reply.text((request) -> null));
		assertThat(Calls.send(this.calls.call(Dialect.OPENAI, false)).statusCode()).isEqualTo(500);
		assertThat(this.simulator.scriptFailures()).singleElement().isInstanceOf(NullPointerException.class);
	}

	@Test
	void whenConditionFailsShouldAnswer500AndRecordIt() throws Exception {
		IllegalStateException failure = new IllegalStateException("x");
		this.simulator.when((request) -> {
			throw failure;
		}, Reply.text("never"));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, false));
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("script failed");
		assertThat(this.simulator.scriptFailures()).containsExactly(failure);
		assertThat(this.simulator.requests()).hasSize(1);
	}

	@Test
	void resetShouldForgetScriptFailures() throws Exception {
		this.simulator.always(Reply.text((request) -> {
			throw new IllegalStateException("x");
		}));
		Calls.send(this.calls.call(Dialect.OPENAI, false));
		this.simulator.reset();
		assertThat(this.simulator.scriptFailures()).isEmpty();
	}

	@Test
	void whenRequestIsRefusedShouldNotAskTheFunction() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		Reply counting = Reply.text((request) -> "call " + calls.incrementAndGet());
		try (LlmProviderSimulator limited = LlmProviderSimulator.builder()
			.rateLimit(2, 0)
			.clock(new HandClock())
			.defaultReply(counting)
			.start()) {
			Calls limitedCalls = new Calls(limited);
			assertThat(Calls.send(limitedCalls.openAi("{")).statusCode()).isEqualTo(400);
			assertThat(Calls.send(limitedCalls.call(Dialect.OPENAI, false)).statusCode()).isEqualTo(200);
			assertThat(Calls.send(limitedCalls.call(Dialect.OPENAI, false)).statusCode()).isEqualTo(429);
		}
		assertThat(calls).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}|b",
			"{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\"},{\"type\":\"text\",\"text\":\"b\"}]}]}|ab",
			"{\"messages\":[{\"content\":null}]}|''", "{\"messages\":[]}|''", "{}|''", "{|''" })
	void lastTextShouldBeThatOfTheLastMessage(String body, String text) throws Exception {
		this.simulator.always(Reply.status(500));
		Calls.send(this.calls.openAi(body));
		assertThat(this.simulator.requests().get(0).lastText()).isEqualTo(text);
	}

}
