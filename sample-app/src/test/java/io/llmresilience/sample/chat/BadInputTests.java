package io.llmresilience.sample.chat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what both endpoints say to bodies that are wrong.
 */
@ChatApiTest
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	private static final String SECRET = "xyzzy";

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedChat chat;

	static Stream<Arguments> wrongBodies() {
		return Stream.of(List.of("{}", "message", "'message' or 'messages' must be given"),
				List.of("{'message':null}", "message", "'message' or 'messages' must be given"),
				List.of("{'message':''}", "message", "'message' must not be blank"),
				List.of("{'message':' \\t\\n'}", "message", "'message' must not be blank"),
				List.of("{'message':42}", "message", "'message' must be text"),
				List.of("{'message':true}", "message", "'message' must be text"),
				List.of("{'message':{'xyzzy':1}}", "message", "'message' must be text"),
				List.of("{'message':'a','messages':[]}", "messages",
						"'messages' must not be given together with 'message'"),
				List.of("{'messages':[]}", "messages", "'messages' must have at least one message"),
				List.of("{'messages':'xyzzy'}", "messages", "'messages' must be a list of objects"),
				List.of("{'messages':[null]}", "messages[0]", "'messages[0]' must not be null"),
				List.of("{'messages':['xyzzy']}", "messages[0]", "'messages[0]' must be an object with"),
				List.of("{'messages':[{'role':'user','content':null}]}", "messages[0].content",
						"'messages[0].content' must not be blank"),
				List.of("{'messages':[{'role':'user','content':'  '}]}", "messages[0].content",
						"'messages[0].content' must not be blank"),
				List.of("{'messages':[{'role':'user','content':['xyzzy']}]}", "messages[0].content",
						"'messages[0].content' must be text"),
				List.of("{'messages':[{'role':'user','content':'a'},{'role':'xyzzy','content':'b'}]}",
						"messages[1].role", "'messages[1].role' must be system, user or assistant"),
				List.of("{'messages':[{'content':'xyzzy'}]}", "messages[0].role",
						"'messages[0].role' must be system, user or assistant"),
				List.of("{'messages':[{'role':'system','content':'xyzzy'}]}", "messages",
						"'messages' must have at least one message of role 'user' or 'assistant'"),
				List.of("{'messages':[{'role':'user','text':'xyzzy'}]}", "messages[0].text",
						"'messages[0].text' is not a known field; known are role, content"),
				List.of("{'message':'xyzzy','maxTokens':0}", "maxTokens", "'maxTokens' must be at least 1, but is 0"),
				List.of("{'message':'xyzzy','maxTokens':-5}", "maxTokens", "'maxTokens' must be at least 1, but is -5"),
				List.of("{'message':'xyzzy','maxTokens':1.5}", "maxTokens", "'maxTokens' must be a whole number"),
				List.of("{'message':'xyzzy','maxTokens':'many'}", "maxTokens", "'maxTokens' must be a whole number"),
				List.of("{'message':'xyzzy','maxTokens':99999999999}", "maxTokens",
						"'maxTokens' must be a whole number"),
				List.of("{'message':'xyzzy','timeout':'soon'}", "timeout", "'timeout' must be a duration such as"),
				List.of("{'message':'xyzzy','timeout':''}", "timeout", "'timeout' must be a duration such as"),
				List.of("{'message':'xyzzy','timeout':1.5}", "timeout", "'timeout' must be a duration such as"),
				List.of("{'message':'xyzzy','timeout':[3]}", "timeout", "'timeout' must be a duration such as"),
				List.of("{'message':'xyzzy','timeout':99999999999999999999}", "timeout",
						"'timeout' must be a duration such as"),
				List.of("{'message':'xyzzy','timeout':'0s'}", "timeout",
						"'timeout' must be above zero and at most 24h, but is PT0S"),
				List.of("{'message':'xyzzy','timeout':-3}", "timeout",
						"'timeout' must be above zero and at most 24h, but is PT-3S"),
				List.of("{'message':'xyzzy','timeout':'2d'}", "timeout",
						"'timeout' must be above zero and at most 24h, but is PT48H"),
				List.of("{'message':'xyzzy','max_tokens':5}", "max_tokens",
						"'max_tokens' is not a known field; known are message, messages, maxTokens, timeout"),
				List.of("{'message':'xyzzy','my xyzzy':5}", "body", "'body' must not have unknown fields"),
				List.of("{'message':'xyzzy'", "body", "'body' must be valid JSON, but breaks at line 1, column "),
				List.of("{'message':xyzzy}", "body", "'body' must be valid JSON, but breaks at line 1, column "),
				List.of("xyzzy", "body", "'body' must be valid JSON"), List.of("[]", "body", "must be a JSON object"),
				List.of("'xyzzy'", "body", "must be a JSON object"), List.of("null", "body", "must be a JSON object"),
				List.of("", "body", "'body' must be a JSON object with 'message' or 'messages'"))
			.map((wrong) -> Arguments.of(wrong.get(0).replace('\'', '"'), wrong.get(1), wrong.get(2)));
	}

	@ParameterizedTest
	@MethodSource("wrongBodies")
	void chatShouldNameTheFieldAndTheRule(String body, String field, String rule, CapturedOutput output) {
		assertThatProblemNames(post("/api/chat", body), field, rule);
		assertThat(output).doesNotContain(SECRET);
	}

	@ParameterizedTest
	@MethodSource("wrongBodies")
	void streamShouldNameTheFieldAndTheRule(String body, String field, String rule, CapturedOutput output) {
		assertThatProblemNames(post("/api/chat/stream", body), field, rule);
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void whenBodyHasTenMegabytesShouldAnswer() {
		this.chat.play(Answers.completed("Long", Usage.UNKNOWN));
		post("/api/chat", "{\"message\":\"" + "x".repeat(10_000_000) + "\"}").expectStatus().isOk();
	}

	@Test
	void whenBodyHasMoreThanSixteenMegabytesShouldAnswer413() {
		post("/api/chat", "{\"message\":\"" + "x".repeat(17_000_000) + "\"}").expectStatus()
			.isEqualTo(413)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo(
					"'body' must not be larger than 16 MB; send less or raise spring.http.codecs.max-in-memory-size");
	}

	@Test
	void whenBodyIsNotJsonShouldAnswer415() {
		this.client.post()
			.uri("/api/chat")
			.contentType(MediaType.TEXT_PLAIN)
			.bodyValue("hello")
			.exchange()
			.expectStatus()
			.isEqualTo(415)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	private static void assertThatProblemNames(WebTestClient.ResponseSpec response, String field, String rule) {
		String problem = response.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.field")
			.isEqualTo(field)
			.jsonPath("$.kind")
			.isEqualTo("INVALID_REQUEST")
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains(rule))
			.returnResult()
			.toString();
		assertThat(problem.substring(problem.indexOf("application/problem+json"))).doesNotContain(SECRET);
	}

	private WebTestClient.ResponseSpec post(String uri, String body) {
		return this.client.post()
			.uri(uri)
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange();
	}

}
