package io.llmresilience.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.MediaType;

import io.llmresilience.ChatService;
import io.llmresilience.LlmException;
import io.llmresilience.test.LlmProviderSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint as careless and hostile clients use it.
 */
class LlmEndpointWebTests {

	private static final List<String> ROUTES = List.of("openai/gpt-4o-mini", "openai/ft:gpt-4o:org::id",
			"bedrock/anthropic.claude-v1:0", "openrouter/meta-llama/llama-3");

	private static final List<String> OPERATIONS = Stream.of(LlmOperation.Kind.values())
		.filter((kind) -> kind != LlmOperation.Kind.CHANGE_LIMIT)
		.map(LlmOperation.Kind::id)
		.toList();

	private static LlmProviderSimulator simulator;

	private static WebApplication application;

	@BeforeAll
	static void start() {
		simulator = LlmProviderSimulator.start();
		application = new WebApplication(simulator, "llm.resilience.chat.routes=" + String.join(",", ROUTES),
				"llm.resilience.providers.bedrock.api=openai",
				"llm.resilience.providers.bedrock.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.openrouter.api=openai",
				"llm.resilience.providers.openrouter.base-url=" + simulator.openAiBaseUrl());
	}

	@AfterAll
	static void stop() {
		application.close();
		simulator.close();
	}

	@BeforeEach
	void mend() {
		for (String provider : List.of("openai", "bedrock", "openrouter")) {
			for (String operation : List.of("resume", "close-circuit", "clear-cool-down")) {
				application.operate(provider, operation);
			}
		}
	}

	static List<String> routes() {
		return ROUTES;
	}

	@ParameterizedTest
	@MethodSource("routes")
	void whateverAModelIsCalledShouldBeFoundAndChanged(String route) {
		application.get("llm/" + route).expectStatus().isOk().expectBody().jsonPath("$.name").isEqualTo(route);
		application.operate(route, "pause").jsonPath("$.name").isEqualTo(route).jsonPath("$.state").isEqualTo("PAUSED");
		application.operate(route, "resume").jsonPath("$.state").isEqualTo("UP");
	}

	@ParameterizedTest
	@CsvSource({ "openai/ft%3Agpt-4o%3Aorg%3A%3Aid, openai/ft:gpt-4o:org::id",
			"openrouter/meta-llama%2Fllama-3, openrouter/meta-llama/llama-3",
			"openrouter%2Fmeta-llama%2Fllama-3, openrouter/meta-llama/llama-3",
			"bedrock/anthropic%2Eclaude-v1%3a0, bedrock/anthropic.claude-v1:0" })
	void whenANameIsEncodedShouldBeFound(String path, String route) {
		application.get("llm/" + path).expectStatus().isOk().expectBody().jsonPath("$.name").isEqualTo(route);
		application.operate(path, "pause").jsonPath("$.name").isEqualTo(route);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nobody", "openai/gpt-4o", "openai/gpt-4o-mini/x", "OPENAI/gpt-4o-mini", "%20", "%00",
			"openai/..%2Fbedrock", "%F0%9F%92%A5/%22%3Cscript%3E", "openai/%2e%2e/%2e%2e/health" })
	void whenTheRouteIsUnknownShouldAnswerWithAProblem(String path) {
		String name = "llm/" + path;
		Stream.of(application.get(name), application.post(name, "{'operation':'pause'}"))
			.forEach((answer) -> answer.expectStatus()
				.isNotFound()
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.expectBody()
				.jsonPath("$.type")
				.isEqualTo("urn:llm-resilience:unknown-route")
				.jsonPath("$.allowed.length()")
				.isEqualTo(7));
	}

	static Stream<String> nonsense() {
		Stream<String> values = Stream.of("-1", "0", "1.5", "1e3", "NaN", "Infinity", "9223372036854775808",
				"99999999999999999999999", "9999999999999", "0x10", " 7", "7 ", "", "true", "null", "٣", "None");
		Stream<String> raw = Stream.of("null", "-1", "0", "1.5", "1e300", "true", "{'a':1}", "[]", "[1,2]");
		return Stream.concat(values.map((value) -> "'" + value + "'"), raw);
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	void whenALimitIsNonsenseShouldAnswer400AndChangeNothing(String value) {
		String before = application.body("llm/openai");
		for (String limit : List.of("requests-per-minute", "max-concurrent-calls")) {
			application.post("llm/openai", "{'operation':'change-limit','limit':'" + limit + "','value':" + value + "}")
				.expectStatus()
				.isBadRequest();
		}
		assertThat(application.body("llm/openai")).isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{'operation':null}", "{'operation':''}", "{'operation':'explode'}",
			"{'operation':7}", "{'operation':['pause','resume']}", "{'operation':{'pause':1}}",
			"{'operation':'pause '}", "[]", "7", "'pause'", "{", "", "{'operation':'change-limit'}",
			"{'operation':'change-limit','limit':'x','value':1}" })
	void whenTheBodyIsNonsenseShouldAnswer400AndChangeNothing(String body) {
		String before = application.body("llm/openai/gpt-4o-mini");
		application.post("llm/openai/gpt-4o-mini", body).expectStatus().isBadRequest();
		assertThat(application.body("llm/openai/gpt-4o-mini")).isEqualTo(before);
	}

	@Test
	void whenBodyIsEmptyShouldSayWhatIsAllowed() {
		application.post("llm/openai", "{}")
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.allowed[0]")
			.isEqualTo("open-circuit");
	}

	@Test
	void whenNobodyIsNamedShouldChangeNothing() {
		application.post("llm", "{'operation':'pause'}").expectStatus().isNotFound();
		application.get("llm").expectBody().jsonPath("$.routes[?(@.state != 'UP')]").isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "open-circuit, CIRCUIT_OPEN", "pause, PAUSED", "resume, UP", "clear-cool-down, UP" })
	void whenItIsDoneTwiceShouldBeAsIfDoneOnce(String operation, String state) {
		application.operate("openai/gpt-4o-mini", operation).jsonPath("$.state").isEqualTo(state);
		String once = application.body("llm/openai/gpt-4o-mini");
		application.operate("openai/gpt-4o-mini", operation).jsonPath("$.state").isEqualTo(state);
		assertThat(application.body("llm/openai/gpt-4o-mini")).isEqualTo(once);
	}

	@Test
	void whenAPausedRouteIsClosedShouldStayOutUntilItIsResumed() {
		String route = "openai/gpt-4o-mini";
		application.operate(route, "open-circuit");
		application.operate(route, "pause").jsonPath("$.state").isEqualTo("PAUSED");
		application.operate(route, "resume").jsonPath("$.state").isEqualTo("CIRCUIT_OPEN");
		application.operate(route, "close-circuit").jsonPath("$.state").isEqualTo("UP");
	}

	@Test
	void whenThingsAreChangedUnderLoadShouldStayWhole() {
		Random random = new Random(20261126);
		List<String> operations = IntStream.range(0, 60)
			.mapToObj((i) -> OPERATIONS.get(random.nextInt(OPERATIONS.size())))
			.toList();
		ChatService chat = application.bean(ChatService.class);
		Flux<Object> calls = Flux.range(0, 200)
			.flatMap((i) -> chat.send("Hi").cast(Object.class).onErrorResume(LlmException.class, Mono::just), 20);
		Flux<Object> changes = Flux.fromIterable(operations).flatMap((operation) -> Mono.fromCallable(() -> {
			application.operate(ROUTES.get(operation.length() % ROUTES.size()), operation);
			application.get("health");
			return (Object) operation;
		}).subscribeOn(Schedulers.boundedElastic()), 4);
		assertThat(Flux.merge(calls, changes).collectList().block(Duration.ofSeconds(30))).hasSize(260);
		mend();
		application.get("llm")
			.expectBody()
			.jsonPath("$.routes[?(@.state != 'UP')]")
			.isEmpty()
			.jsonPath("$.providers[?(@.limits.inFlight != 0 || @.limits.waiting != 0)]")
			.isEmpty()
			.jsonPath("$.routes[?(@.circuit.inFlight != 0)]")
			.isEmpty();
	}

}
