package io.llmresilience.sample.chat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProblemHandler}.
 */
@ChatApiTest
@ExtendWith(OutputCaptureExtension.class)
class ProblemHandlerTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedChat chat;

	@ParameterizedTest
	@CsvSource({ "INVALID_REQUEST,400", "CONTENT_FILTERED,400", "CONTEXT_WINDOW_EXCEEDED,413", "RATE_LIMITED,429",
			"BUDGET_EXCEEDED,429", "LOOP_DETECTED,429", "TIMEOUT,504", "DEADLINE,504", "AUTHENTICATION,502",
			"PERMISSION,502", "QUOTA_EXHAUSTED,502", "REQUEST_TOO_LARGE,502", "MODEL_NOT_FOUND,502", "SERVER_ERROR,502",
			"OVERLOADED,502", "CONNECTION,502", "INTERRUPTED,502", "MALFORMED,502", "UNKNOWN,502" })
	void kindShouldDecideTheStatus(FailureKind kind, int status) {
		this.chat.play(Flux.error(ProviderException.of(kind, Answers.ROUTE).build()));
		ask().expectStatus().isEqualTo(status).expectBody().jsonPath("$.kind").isEqualTo(kind.name());
	}

	@ParameterizedTest
	@EnumSource
	void everyKindShouldBeAProblem(FailureKind kind) {
		this.chat.play(Flux.error(ProviderException.of(kind, Answers.ROUTE).build()));
		ask().expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void problemShouldHaveTheFieldsOfTheContract() {
		ProviderException failure = ProviderException.of(FailureKind.RATE_LIMITED, Answers.ROUTE)
			.status(429)
			.requestId("req-9")
			.retryAfter(Duration.ofMillis(1500))
			.build();
		this.chat.play(Flux.concat(Flux.just(Answers.failedAttempt(FailureKind.RATE_LIMITED)), Flux.error(failure)));
		ask().expectHeader().valueEquals("Retry-After", "2").expectBody().json("""
				{"type":"urn:llm-resilience:rate-limited","title":"Rate limited","status":429,
				 "detail":"anthropic/claude-sonnet-5-5: RATE_LIMITED, HTTP 429, retry after 1500 ms, request id req-9",
				 "instance":"/api/chat",
				 "kind":"RATE_LIMITED","retryable":true,"retryAfterMs":1500,"requestId":"req-9",
				 "route":"anthropic/claude-sonnet-5-5","providerStatus":429,
				 "trace":[{"route":"anthropic/claude-sonnet-5-5","attempt":1,"outcome":"RATE_LIMITED","waitMs":0,
				  "waitReason":"NONE","durationMs":12,"cost":null}]}""", JsonCompareMode.STRICT);
	}

	@Test
	void whatIsNotKnownShouldBeNull() {
		this.chat.play(Flux.error(new CallRefusedException(FailureKind.DEADLINE, null, "the deadline has passed")));
		ask().expectBody().json("""
				{"type":"urn:llm-resilience:deadline","title":"Deadline","status":504,
				 "detail":"the deadline has passed","instance":"/api/chat",
				 "kind":"DEADLINE","retryable":true,"retryAfterMs":null,"requestId":null,"route":null,
				 "providerStatus":null,"trace":[]}""", JsonCompareMode.STRICT);
	}

	@Test
	void whenTheApplicationFailsShouldHideTheMessageEverywhere(CapturedOutput output) {
		this.chat.play(Flux.error(new IllegalStateException("my secret prompt")));
		ask().expectStatus().isEqualTo(500).expectBody(String.class).value((body) -> {
			assertThat(body).contains("The application itself failed").doesNotContain("secret");
			assertThat(output).contains("java.lang.IllegalStateException").doesNotContain("secret");
		});
	}

	@Test
	void unknownPathShouldBeAProblem() {
		this.client.get()
			.uri("/api/nothing")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void wrongMethodShouldBeAProblem() {
		this.client.get()
			.uri("/api/chat")
			.exchange()
			.expectStatus()
			.isEqualTo(405)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	private WebTestClient.ResponseSpec ask() {
		return this.client.post()
			.uri("/api/chat")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"message\":\"Why?\"}")
			.exchange();
	}

}
