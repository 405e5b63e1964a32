package io.llmresilience.sample.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatController#answer}.
 */
@ChatApiTest
class ChatControllerTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedChat chat;

	@Test
	void answerShouldHaveTheFieldsOfTheContract() {
		this.chat.play(Answers.failedAttempt(FailureKind.OVERLOADED), Answers.waiting(), Answers.goodAttempt(2),
				Answers.completed("Rayleigh.", new Usage(12L, 3L, 4L, null, null)));
		ask("""
				{"message":"Why is the sky blue?"}""").expectStatus().isOk().expectBody().json("""
				{"text":"Rayleigh.","route":"anthropic/claude-sonnet-5-5","model":"claude-sonnet-5-5",
				 "finishReason":"STOP",
				 "usage":{"inputTokens":12,"outputTokens":3,"cachedInputTokens":4},
				 "cost":null,"attempts":2,
				 "trace":[
				  {"route":"anthropic/claude-sonnet-5-5","attempt":1,"outcome":"OVERLOADED","waitMs":0,
				   "waitReason":"NONE","durationMs":12,"cost":null},
				  {"route":"anthropic/claude-sonnet-5-5","attempt":2,"outcome":"OK","waitMs":800,
				   "waitReason":"BACKOFF","durationMs":345,"cost":null}]}""", JsonCompareMode.STRICT);
	}

	@Test
	void whenProviderCountsNothingShouldAnswerNullTokens() {
		this.chat.play(Answers.completed("Hi", Usage.UNKNOWN));
		ask("""
				{"message":"Hello"}""").expectBody().json("""
				{"usage":{"inputTokens":null,"outputTokens":null,"cachedInputTokens":null}}""");
	}

	@ParameterizedTest
	@CsvSource({ "0.000380000000,0.00038", "0.00000020,0.0000002", "1E-9,0.000000001", "0E-12,0", "3.00,3",
			"1E+2,100" })
	void costShouldBeAPlainNumberWithoutTrailingZeros(String cost, String expected) {
		this.chat.play(Answers.charged(cost), Answers.goodAttempt(1), Answers.completed("Hi", Usage.UNKNOWN));
		String body = Objects.requireNonNull(ask("""
				{"message":"Hello"}""").expectBody(String.class).returnResult().getResponseBody());
		assertThat(body).contains("\"cost\":" + expected + ",\"attempts\":1")
			.contains("\"durationMs\":345,\"cost\":" + expected + "}");
	}

	@Test
	void costOfACallShouldBeTheSumOfItsAttempts() {
		this.chat.play(Answers.charged("0.00000020"), Answers.failedAttempt(FailureKind.INTERRUPTED),
				Answers.charged("0.00000030"), Answers.goodAttempt(2), Answers.completed("Hi", Usage.UNKNOWN));
		String body = Objects.requireNonNull(ask("""
				{"message":"Hello"}""").expectBody(String.class).returnResult().getResponseBody());
		assertThat(body).contains("\"cost\":0.0000005,\"attempts\":2");
	}

	@Test
	void whenCostOfOneAttemptIsUnknownShouldAnswerNullForTheCall() {
		this.chat.play(Answers.failedAttempt(FailureKind.INTERRUPTED), Answers.charged("0.5"), Answers.goodAttempt(2),
				Answers.completed("Hi", Usage.UNKNOWN));
		ask("""
				{"message":"Hello"}""").expectBody().json("""
				{"cost":null,"trace":[{"cost":null},{"cost":0.5}]}""");
	}

	@Test
	void whenModelWantsToolsShouldAnswerToolCalls() {
		this.chat.play(Answers.toolCall());
		ask("""
				{"message":"Weather?"}""").expectBody().json("""
				{"finishReason":"TOOL_CALLS",
				 "toolCalls":[{"id":"call-1","name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}]}""");
	}

	@Test
	void conversationShouldReachTheServiceInOrder() {
		this.chat.play(Answers.completed("Hi", Usage.UNKNOWN));
		ask("""
				{"messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"},
				 {"role":"assistant","content":"Hello"},{"role":"user","content":"Why?"}]}""").expectStatus().isOk();
		assertThat(this.chat.asked().messages()).isEqualTo(List.of(Message.system("Be brief"), Message.user("Hi"),
				Message.assistant("Hello"), Message.user("Why?")));
	}

	@Test
	void maxTokensShouldReachTheService() {
		this.chat.play(Answers.completed("Hi", Usage.UNKNOWN));
		ask("""
				{"message":"Hello","maxTokens":7}""").expectStatus().isOk();
		assertThat(this.chat.asked().output().maxTokens()).isEqualTo(7);
	}

	@ParameterizedTest
	@CsvSource({ "'\"3s\"',PT3S", "'\"PT3S\"',PT3S", "3,PT3S", "'\"3\"',PT3S", "'\"250ms\"',PT0.25S",
			"'\"24h\"',PT24H" })
	void timeoutShouldBeReadAsInProperties(String json, Duration expected) {
		this.chat.play(Answers.completed("Hi", Usage.UNKNOWN));
		ask("{\"message\":\"Hello\",\"timeout\":" + json + "}").expectStatus().isOk();
		assertThat(this.chat.asked().handling().timeouts().call()).isEqualTo(expected);
	}

	@Test
	void whenOptionalFieldsAreNullShouldUseTheDefaults() {
		this.chat.play(Answers.completed("Hi", Usage.UNKNOWN));
		ask("""
				{"message":"Hello","messages":null,"maxTokens":null,"timeout":null}""").expectStatus().isOk();
		assertThat(this.chat.asked().output().maxTokens()).isNull();
	}

	private WebTestClient.ResponseSpec ask(String body) {
		return this.client.post().uri("/api/chat").contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
	}

}
