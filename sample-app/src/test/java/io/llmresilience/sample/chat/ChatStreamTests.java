package io.llmresilience.sample.chat;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatController#stream}.
 */
@ChatApiTest
class ChatStreamTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedChat chat;

	@Test
	void streamShouldBeDeltasAndOneCompleted() {
		this.chat.play(new ChatEvent.TextDelta("Ray"), new ChatEvent.TextDelta("leigh"), Answers.goodAttempt(1),
				Answers.completed("Rayleigh", Usage.UNKNOWN));
		assertThat(stream()).isEqualTo("""
				event:delta
				data:{"text":"Ray"}

				event:delta
				data:{"text":"leigh"}

				event:completed
				data:{"text":"Rayleigh","route":"anthropic/claude-sonnet-5-5","model":"claude-sonnet-5-5",\
				"finishReason":"STOP",\
				"usage":{"inputTokens":null,"outputTokens":null,"cachedInputTokens":null},\
				"cost":null,"attempts":1,\
				"trace":[{"route":"anthropic/claude-sonnet-5-5","attempt":1,"outcome":"OK","waitMs":0,\
				"waitReason":"NONE","durationMs":345,"cost":null}]}

				""");
	}

	@Test
	void costsShouldBePlainNumbers() {
		this.chat.play(Answers.charged("0.00000020"), Answers.goodAttempt(1), Answers.completed("Hi", Usage.UNKNOWN));
		assertThat(stream()).contains("\"cost\":0.0000002,\"attempts\":1")
			.contains("\"durationMs\":345,\"cost\":0.0000002}");
	}

	@Test
	void eventsThatAreNoTextShouldStayInside() {
		this.chat.play(new ChatEvent.Started("req-1", null, Usage.UNKNOWN, ChatEvent.ServerLimits.UNKNOWN),
				new ChatEvent.ReasoningDelta("hm"), Answers.completed("Yes", Usage.UNKNOWN));
		assertThat(stream()).startsWith("event:completed").doesNotContain("hm");
	}

	@Test
	void whenAnswerBeginsAnewShouldSaySo() {
		this.chat.play(new ChatEvent.TextDelta("Ray"), new ChatEvent.Restarted(FailureKind.INTERRUPTED),
				new ChatEvent.TextDelta("Mie"), Answers.completed("Mie", Usage.UNKNOWN));
		assertThat(stream()).startsWith("""
				event:delta
				data:{"text":"Ray"}

				event:restarted
				data:{"reason":"INTERRUPTED"}

				event:delta
				data:{"text":"Mie"}

				event:completed
				""");
	}

	@Test
	void whenARouteWasPassedOverShouldSayWhy() {
		this.chat.play(new ChatEvent.Note.Skipped("openai/gpt-6-luna", FailureKind.CIRCUIT_OPEN, "circuit open"),
				Answers.goodAttempt(1), Answers.completed("Yes", Usage.UNKNOWN));
		assertThat(stream()).contains("\"attempts\":1,\"trace\":[{\"route\":\"openai/gpt-6-luna\",\"attempt\":0,"
				+ "\"outcome\":\"CIRCUIT_OPEN\",\"waitMs\":0,\"waitReason\":\"NONE\",\"durationMs\":0,"
				+ "\"cost\":null,\"reason\":\"circuit open\"},{");
	}

	@Test
	void whenStreamBreaksShouldEndWithTheProblemAndThePartialText() {
		ProviderException failure = ProviderException.of(FailureKind.INTERRUPTED, Answers.ROUTE)
			.status(200)
			.requestId("req-1")
			.build();
		this.chat.play(Flux.concat(
				Flux.just(new ChatEvent.TextDelta("Half of"), Answers.failedAttempt(FailureKind.INTERRUPTED)),
				Flux.error(failure)));
		String events = stream();
		assertThat(events).startsWith("event:delta").contains("\n\nevent:error\ndata:{").endsWith("}\n\n");
		assertThat(events).contains("\"kind\":\"INTERRUPTED\"", "\"partialText\":\"Half of\"", "\"status\":502",
				"\"providerStatus\":200", "\"requestId\":\"req-1\"", "\"outcome\":\"INTERRUPTED\"");
	}

	@Test
	void costsOfABrokenStreamShouldBePlainNumbers() {
		this.chat.play(Flux.concat(
				Flux.just(Answers.charged("0.000380000000"), Answers.failedAttempt(FailureKind.INTERRUPTED)),
				Flux.error(ProviderException.of(FailureKind.INTERRUPTED, Answers.ROUTE).build())));
		assertThat(stream()).startsWith("event:error").contains("\"durationMs\":12,\"cost\":0.00038}");
	}

	@Test
	void whenFirstAttemptFailsShouldStillBe200() {
		this.chat.play(Flux.error(ProviderException.of(FailureKind.AUTHENTICATION, Answers.ROUTE).build()));
		assertThat(stream()).startsWith("event:error").contains("\"partialText\":\"\"");
	}

	@Test
	void whenTheApplicationFailsShouldEndWithAnErrorThatHidesTheReason() {
		this.chat.play(Flux.error(new IllegalStateException("my secret prompt")));
		assertThat(stream()).startsWith("event:error").contains("\"status\":500").doesNotContain("secret");
	}

	private String stream() {
		return this.client.post()
			.uri("/api/chat/stream")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.ALL)
			.bodyValue("{\"message\":\"Why?\"}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
