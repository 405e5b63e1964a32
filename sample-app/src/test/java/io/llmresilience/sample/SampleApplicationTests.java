package io.llmresilience.sample;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.fallback.CoolDowns;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the whole way from an HTTP request to the simulated provider and back.
 */
@SampleTest
class SampleApplicationTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private CoolDowns coolDowns;

	@BeforeEach
	void recover() {
		simulate("recover");
		this.coolDowns.snapshot().forEach((coolDown) -> this.coolDowns.clear(coolDown.name()));
	}

	@Test
	void chatShouldBeAnswered() {
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.text")
			.value(String.class, (text) -> assertThat(text).contains("simulator"))
			.jsonPath("$.route")
			.isEqualTo("anthropic/claude-sonnet-5-5")
			.jsonPath("$.finishReason")
			.isEqualTo("STOP")
			.jsonPath("$.usage.inputTokens")
			.isNumber()
			.jsonPath("$.attempts")
			.isEqualTo(1)
			.jsonPath("$.trace[0].outcome")
			.isEqualTo("OK");
	}

	@Test
	void streamShouldSayInPiecesWhatCompletedSaysAtOnce() {
		List<ServerSentEvent<String>> events = stream();
		String pieces = String.join("", texts(events));
		assertThat(texts(events)).hasSizeGreaterThan(10);
		assertThat(data(events.get(events.size() - 1)).path("text").asString()).isEqualTo(pieces);
	}

	@ParameterizedTest
	@CsvSource({ "overload,502,OVERLOADED,4", "reset,502,CONNECTION,4" })
	void whenProviderFailsShouldRetryAndTell(String fault, int status, String kind, int attempts) {
		simulate(fault);
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.kind")
			.isEqualTo(kind)
			.jsonPath("$.retryable")
			.isEqualTo(true)
			.jsonPath("$.trace.length()")
			.isEqualTo(attempts);
	}

	@Test
	void whenTheFirstProviderIsDownShouldBeAnsweredByTheOther() {
		simulate("first-down");
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.route")
			.isEqualTo("openai/gpt-6-luna")
			.jsonPath("$.attempts")
			.isEqualTo(3)
			.jsonPath("$.trace[0].route")
			.isEqualTo("anthropic/claude-sonnet-5-5")
			.jsonPath("$.trace[0].outcome")
			.isEqualTo("OVERLOADED")
			.jsonPath("$.trace[2].outcome")
			.isEqualTo("OK")
			.jsonPath("$.trace[2].reason")
			.doesNotExist();
	}

	@Test
	void whenHintIsLongerThanTheDeadlineShouldAnswer429WithTheHintAtOnce() {
		simulate("rate-limit");
		post("/api/chat", "{\"message\":\"Hello\",\"timeout\":\"1s\"}").expectStatus()
			.isEqualTo(429)
			.expectHeader()
			.valueEquals("Retry-After", "2")
			.expectBody()
			.jsonPath("$.retryAfterMs")
			.isEqualTo(2000)
			.jsonPath("$.providerStatus")
			.isEqualTo(429);
	}

	static Stream<Arguments> faults() {
		return Stream.of(Arguments.of("overload", "OVERLOADED", 0), Arguments.of("silent", "TIMEOUT", 0),
				Arguments.of("cut-stream", "INTERRUPTED", 12), Arguments.of("reset", "CONNECTION", 0));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void whenProviderFailsStreamShouldEndWithOneErrorThatHasTheTextSoFar(String fault, String kind, int tokens) {
		simulate(fault);
		List<ServerSentEvent<String>> events = stream();
		JsonNode problem = data(events.get(events.size() - 1));
		assertThat(events.get(events.size() - 1).event()).isEqualTo("error");
		assertThat(problem.path("kind").asString()).isEqualTo(kind);
		assertThat(texts(events)).hasSize(tokens);
		assertThat(problem.path("partialText").asString()).isEqualTo(String.join("", texts(events)));
	}

	@Test
	void whenTimeIsUpShouldAnswer504() {
		simulate("silent");
		post("/api/chat", "{\"message\":\"Hello\",\"timeout\":\"200ms\"}").expectStatus()
			.isEqualTo(504)
			.expectBody()
			.jsonPath("$.kind")
			.isEqualTo("DEADLINE");
	}

	@Test
	void simulatorShouldTellHowItIsBroken() {
		simulate("cut-stream");
		this.client.get()
			.uri("/api/simulator")
			.exchange()
			.expectBody()
			.json("""
					{"present":true,"faults":["first-down","overload","rate-limit","slow","silent","cut-stream","reset"],"fault":"cut-stream"}""");
	}

	@Test
	void whenFaultIsNotKnownShouldAnswer404() {
		post("/api/simulator/earthquake", "").expectStatus().isNotFound();
	}

	@Test
	void healthShouldBeUp() {
		this.client.get().uri("/actuator/health").exchange().expectBody().jsonPath("$.status").isEqualTo("UP");
	}

	@ParameterizedTest
	@CsvSource({ "/,text/html", "/app.js,text/javascript", "/panel.js,text/javascript", "/style.css,text/css",
			"/favicon.svg,image/svg+xml" })
	void pageShouldBeServed(String path, String type) {
		this.client.get()
			.uri(path)
			.accept(MediaType.ALL)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.parseMediaType(type));
	}

	private void simulate(String fault) {
		post("/api/simulator/" + fault, "").expectStatus().isNoContent();
	}

	private WebTestClient.ResponseSpec post(String uri, String body) {
		return this.client.post().uri(uri).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
	}

	private List<ServerSentEvent<String>> stream() {
		return post("/api/chat/stream", "{\"message\":\"Hello\"}").expectStatus()
			.isOk()
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {
			})
			.getResponseBody()
			.collectList()
			.block();
	}

	private static List<String> texts(List<ServerSentEvent<String>> events) {
		return events.stream()
			.filter((event) -> "delta".equals(event.event()))
			.map((event) -> data(event).path("text").asString())
			.toList();
	}

	private static JsonNode data(ServerSentEvent<String> event) {
		return JsonMapper.shared().readTree(event.data());
	}

}
