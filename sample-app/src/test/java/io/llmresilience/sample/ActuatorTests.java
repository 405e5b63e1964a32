package io.llmresilience.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.llmresilience.actuate.LlmOperation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint and the health contributor as operators use them.
 */
@SampleTest
@Import(ActuatorTests.Audit.class)
class ActuatorTests {

	private static final String LLM = "/actuator/llm";

	private static final String FIRST = "anthropic/claude-sonnet-5-5";

	private static final String SECOND = "openai/gpt-6-luna";

	@Autowired
	private WebTestClient client;

	@Autowired
	private Audit audit;

	@BeforeEach
	void recover() {
		simulate("recover");
		for (String provider : List.of("anthropic", "openai")) {
			for (String operation : List.of("resume", "close-circuit", "clear-cool-down")) {
				post(LLM + "/" + provider, "{\"operation\":\"" + operation + "\"}").expectStatus().isOk();
			}
		}
		this.audit.operations.clear();
	}

	@Test
	void endpointShouldShowEverything() {
		get(LLM).jsonPath("$.routes[*].name")
			.isEqualTo(List.of(FIRST, SECOND))
			.jsonPath("$.routes[0].state")
			.isEqualTo("UP")
			.jsonPath("$.routes[0].chatRoute")
			.isEqualTo(true)
			.jsonPath("$.routes[0].circuit.state")
			.isEqualTo("CLOSED")
			.jsonPath("$.providers[*].name")
			.isEqualTo(List.of("anthropic", "openai"))
			.jsonPath("$.prices.asOf")
			.exists()
			.jsonPath("$.report.attempts")
			.isEqualTo(4);
	}

	@Test
	void whenAModelsNameHasSlashesShouldLookForAllOfIt() {
		get(LLM + "/" + SECOND).jsonPath("$.name").isEqualTo(SECOND);
		get(LLM + "/openai").jsonPath("$.name").isEqualTo("openai");
		this.client.get()
			.uri(LLM + "/openai/org/model")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is no route or provider 'openai/org/model'; use one of anthropic, " + FIRST + ", openai, "
					+ SECOND)
			.jsonPath("$.allowed")
			.isEqualTo(List.of("anthropic", FIRST, "openai", SECOND));
	}

	@Test
	void whenACallFailsShouldShowWhatItTriedAndNoContent() {
		simulate("overload");
		post("/api/chat", "{\"message\":\"canary\"}").expectStatus().isEqualTo(502);
		String body = body(LLM);
		assertThat(body).doesNotContain("canary").contains("\"failedCalls\":[{\"at\":");
		get(LLM).jsonPath("$.failedCalls[0].kind")
			.isEqualTo("OVERLOADED")
			.jsonPath("$.failedCalls[0].providerStatus")
			.isEqualTo(529)
			.jsonPath("$.failedCalls[0].requestId")
			.exists()
			.jsonPath("$.failedCalls[0].trace.length()")
			.isEqualTo(4)
			.jsonPath("$.failedCalls[0].trace[0].outcome")
			.isEqualTo("OVERLOADED");
	}

	@Test
	void answerShouldKeepToTheSchemaInTheDocs() {
		simulate("overload");
		post("/api/chat", "{\"message\":\"Hello\"}");
		simulate("rate-limit");
		post("/api/chat", "{\"message\":\"Hello\",\"timeout\":\"1s\"}");
		operate(SECOND, "{'operation':'open-circuit'}");
		operate("openai", "{'operation':'change-limit','limit':'requests-per-minute','value':600}");
		Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
			.getSchema(read(Path.of("..", "docs", "llm-endpoint.schema.json")));
		assertThat(schema.validate(body(LLM), InputFormat.JSON)).isEmpty();
		assertThat(schema.validate("{\"at\":1,\"colour\":\"red\"}", InputFormat.JSON)).isNotEmpty();
		operate("openai", "{'operation':'change-limit','limit':'requests-per-minute','value':'none'}");
	}

	@ParameterizedTest
	@CsvSource({ "open-circuit, CIRCUIT_OPEN", "pause, PAUSED", "OPEN_CIRCUIT, CIRCUIT_OPEN" })
	void whenARouteIsTakenOutByHandCallsShouldGoToTheOther(String operation, String state) {
		operate(FIRST, "{'operation':'" + operation + "'}").jsonPath("$.state").isEqualTo(state);
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.route")
			.isEqualTo(SECOND)
			.jsonPath("$.trace[0].outcome")
			.isEqualTo("CIRCUIT_OPEN");
		get("/actuator/health").jsonPath("$.status")
			.isEqualTo("UP")
			.jsonPath("$.components.llm.details.routes['" + FIRST + "'].state")
			.isEqualTo(state);
	}

	@Test
	void whenNoRouteIsLeftShouldFailAtOnceAndBeDownButAlive() {
		operate("anthropic", "{'operation':'pause'}");
		operate("openai", "{'operation':'open-circuit'}");
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus()
			.isEqualTo(503)
			.expectBody()
			.jsonPath("$.kind")
			.isEqualTo("CIRCUIT_OPEN")
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains("by hand"));
		this.client.get().uri("/actuator/health").exchange().expectStatus().isEqualTo(503);
		for (String group : List.of("liveness", "readiness")) {
			get("/actuator/health/" + group).jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.llm")
				.doesNotExist();
		}
		operate("anthropic", "{'operation':'resume'}");
		operate("openai", "{'operation':'close-circuit'}");
		get("/actuator/health").jsonPath("$.status").isEqualTo("UP");
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus().isOk();
	}

	@Test
	void whenACoolDownIsClearedCallsShouldGoThereAtOnce() {
		simulate("rate-limit");
		post("/api/chat", "{\"message\":\"Hello\",\"timeout\":\"1s\"}").expectStatus().isEqualTo(429);
		simulate("recover");
		get(LLM + "/" + FIRST).jsonPath("$.state").isEqualTo("COOLING");
		operate(FIRST, "{'operation':'clear-cool-down'}").jsonPath("$.state").isEqualTo("UP");
		post("/api/chat", "{\"message\":\"Hello\"}").expectBody().jsonPath("$.route").isEqualTo(FIRST);
	}

	@Test
	void limitsShouldBeChangedOneByOne() {
		operate(SECOND, "{'operation':'change-limit','limit':'requests-per-minute','value':600}")
			.jsonPath("$.limits.quotas[0].limit")
			.isEqualTo(600)
			.jsonPath("$.limits.quotas[0].learnt")
			.isEqualTo(false);
		operate(SECOND, "{'operation':'change-limit','limit':'max-concurrent-calls','value':'7'}")
			.jsonPath("$.limits.maxConcurrentCalls")
			.isEqualTo(7)
			.jsonPath("$.limits.quotas[0].limit")
			.isEqualTo(600);
		operate(SECOND, "{'operation':'change-limit','limit':'requests-per-minute','value':'none'}")
			.jsonPath("$.limits.quotas")
			.isEmpty();
		operate(SECOND, "{'operation':'change-limit','limit':'max-concurrent-calls','value':'none'}")
			.jsonPath("$.limits.maxConcurrentCalls")
			.isEmpty();
	}

	@Test
	void everyChangeShouldBePublished() {
		operate(FIRST, "{'operation':'pause'}");
		operate("openai", "{'operation':'change-limit','limit':'max-concurrent-calls','value':7}");
		operate("openai", "{'operation':'change-limit','limit':'max-concurrent-calls','value':'none'}");
		assertThat(this.audit.operations).extracting("kind", "target", "value")
			.map(Object::toString)
			.containsExactly("(PAUSE, \"" + FIRST + "\", null)",
					"(CHANGE_LIMIT, \"openai\", \"max-concurrent-calls=7\")",
					"(CHANGE_LIMIT, \"openai\", \"max-concurrent-calls=none\")");
	}

	static Stream<Arguments> mistakes() {
		return Stream.of(
				Arguments.of("nobody/x", "{'operation':'pause'}", 404, "There is no route or provider 'nobody/x'"),
				Arguments.of("openai", "{}", 400, "'operation' is missing; use one of open-circuit, close-circuit"),
				Arguments.of("openai", "{'operation':'explode'}", 400,
						"'operation' is 'explode'; use one of open-circuit"),
				Arguments.of("openai", "{'operation':'change-limit'}", 400,
						"'limit' is missing; use one of requests-per"),
				Arguments.of("openai", "{'operation':'change-limit','limit':'rpm','value':1}", 400,
						"'limit' is 'rpm'; use one of requests-per-minute"),
				Arguments.of("openai", "{'operation':'change-limit','limit':'tokens-per-minute'}", 400,
						"'value' is missing; give a whole number"),
				Arguments.of("openai", "{'operation':'change-limit','limit':'tokens-per-minute','value':'many'}", 400,
						"'value' is 'many'; give a whole number"),
				Arguments.of("openai", "{'operation':'change-limit','limit':'tokens-per-minute','value':1}", 400,
						"'value' is '1'; give a whole number from 10 to 1000000000000, or"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void whenAskedForNonsenseShouldSayWhatIsAllowedAndChangeNothing(String name, String body, int status,
			String detail) {
		post(LLM + "/" + name, body.replace('\'', '"')).expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (actual) -> assertThat(actual).startsWith(detail))
			.jsonPath("$.allowed")
			.isNotEmpty();
		assertThat(this.audit.operations).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', value = { "{, 400", "[], 400", "{\"operation\":{\"a\":1}}, 400" })
	void whenBodyIsNoneShouldAnswer400AndSayNothingOfChats(String body, int status) {
		post(LLM + "/openai", body).expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.value((problem) -> assertThat(problem).contains("Failed to read").doesNotContain("messages", "kind"));
	}

	@Test
	void metersShouldBeServedForPrometheus() {
		post("/api/chat", "{\"message\":\"Hello\"}").expectStatus().isOk();
		this.client.get().uri("/actuator/prometheus").exchange().expectStatus().isOk();
		get("/actuator/metrics").jsonPath("$.names").isArray();
	}

	private void simulate(String fault) {
		post("/api/simulator/" + fault, "").expectStatus().isNoContent();
	}

	private WebTestClient.BodyContentSpec operate(String name, String body) {
		return post(LLM + "/" + name, body.replace('\'', '"')).expectStatus().isOk().expectBody();
	}

	private WebTestClient.ResponseSpec post(String uri, String body) {
		return this.client.post().uri(uri).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
	}

	private WebTestClient.BodyContentSpec get(String uri) {
		return this.client.get().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

	private String body(String uri) {
		return new String(get(uri).returnResult().getResponseBody(), StandardCharsets.UTF_8);
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@TestConfiguration
	static class Audit {

		private final List<LlmOperation> operations = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LlmOperation operation) {
			this.operations.add(operation);
		}

	}

}
