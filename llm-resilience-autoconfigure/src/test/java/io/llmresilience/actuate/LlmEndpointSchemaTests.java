package io.llmresilience.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answer of the endpoint keeps to the schema in the docs, however things stand.
 */
@LlmSimulatorTest
class LlmEndpointSchemaTests {

	private static final String ROUTE = "openai/gpt-4o-mini";

	private static final String ROUTES = "llm.resilience.chat.routes=" + ROUTE;

	private static Schema schema;

	private static Schema problem;

	@BeforeAll
	static void read() throws IOException {
		String text = Files.readString(Path.of("..", "docs", "llm-endpoint.schema.json"));
		SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
		schema = registry.getSchema(text);
		problem = registry.getSchema("{\"$ref\":\"#/$defs/problem\",\"$defs\":"
				+ JsonMapper.builder().build().readTree(text).get("$defs").toString() + "}");
	}

	private static JsonNode valid(WebApplication application) {
		String body = application.body("llm");
		assertThat(schema.validate(body, InputFormat.JSON,
				(context) -> context.executionConfig((config) -> config.formatAssertionsEnabled(true))))
			.isEmpty();
		return JsonMapper.builder().build().readTree(body);
	}

	private static String state(JsonNode answer) {
		JsonNode route = answer.get("routes").get(0);
		return route.get("state").asString() + " " + route.get("circuit").get("state").asString();
	}

	@Test
	void schemaShouldRefuseWhatIsNoTimeAndWhatIsUnknown() {
		assertThat(schema.validate("{\"at\":\"yesterday\",\"colour\":\"red\"}", InputFormat.JSON,
				(context) -> context.executionConfig((config) -> config.formatAssertionsEnabled(true))))
			.extracting((error) -> error.getKeyword())
			.contains("format", "additionalProperties");
	}

	@Test
	void whenNothingHasHappened(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES,
				"llm.resilience.providers.idle.api=openai", "llm.resilience.providers.idle.api-key=k",
				"llm.resilience.models[0].id=openai/gpt-4o")) {
			JsonNode answer = valid(application);
			assertThat(state(answer)).isEqualTo("UP CLOSED");
			assertThat(answer.get("routes").get(1).get("chatRoute").asBoolean()).isFalse();
			assertThat(answer.get("failedCalls")).isEmpty();
			assertThat(simulator.requests()).isEmpty();
		}
	}

	@Test
	void whenCircuitOpensIsTriedAgainAndIsOpenedOrPausedByHand(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES,
				"llm.resilience.circuit-breaker.open-for=1ms", "llm.resilience.circuit-breaker.max-open-for=1ms")) {
			simulator.enqueue(Reply.status(500), Reply.status(500), Reply.noHeaders());
			application.call(ROUTE);
			application.call(ROUTE);
			Disposable probe = application.bean(ChatService.class).send(ChatRequest.of("Hi")).subscribe();
			simulator.awaitOpenExchanges(1, Duration.ofSeconds(5));
			assertThat(state(valid(application))).isEqualTo("UP HALF_OPEN");
			probe.dispose();
			application.operate(ROUTE, "open-circuit");
			assertThat(state(valid(application))).isEqualTo("CIRCUIT_OPEN FORCED_OPEN");
			application.operate(ROUTE, "pause");
			assertThat(state(valid(application))).isEqualTo("PAUSED PAUSED");
		}
	}

	@Test
	void whenCircuitIsOpen(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES)) {
			simulator.always(Reply.status(500));
			application.call(ROUTE);
			application.call(ROUTE);
			application.call(ROUTE);
			JsonNode answer = valid(application);
			assertThat(state(answer)).isEqualTo("CIRCUIT_OPEN OPEN");
			assertThat(answer.get("failedCalls").get(0).get("kind").asString()).isEqualTo("CIRCUIT_OPEN");
		}
	}

	@Test
	void whenProviderCoolsAndTellsItsLimits(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES)) {
			simulator.enqueue(Reply.text("Hello").header("x-ratelimit-limit-requests", "60"),
					Reply.rateLimited(Duration.ofMinutes(10)));
			application.call(ROUTE);
			application.call(ROUTE);
			JsonNode answer = valid(application);
			assertThat(state(answer)).isEqualTo("COOLING CLOSED");
			assertThat(answer.get("routes").get(0).get("limits").get("quotas").findValuesAsString("learnt"))
				.contains("true");
		}
	}

	@Test
	void whenKeyIsRefused(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES)) {
			simulator.always(Reply.status(401));
			application.call(ROUTE);
			assertThat(state(valid(application))).isEqualTo("BAD_CREDENTIALS CLOSED");
		}
	}

	@Test
	void whenBudgetIsSpent(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES, "llm.resilience.chat.max-tokens=1",
				"llm.resilience.budget.limits.daily.limit=20", "llm.resilience.budget.limits.daily.unit=tokens",
				"llm.resilience.budget.limits.tenants.limit=5",
				"llm.resilience.budget.limits.tenants.scope=label:tenant",
				"llm.resilience.budget.limits.tenants.period=90m")) {
			for (int i = 0; i < 20; i++) {
				application.call(ROUTE);
			}
			JsonNode answer = valid(application);
			assertThat(answer.get("budgets")).hasSize(2)
				.anySatisfy((budget) -> assertThat(budget.at("/parts/0/refused").asLong()).isPositive());
			assertThat(answer.get("failedCalls").get(0).get("kind").asString()).isEqualTo("BUDGET_EXCEEDED");
		}
	}

	@Test
	void whenManyCallsHaveFailedShouldShowTheLastFiftyTheLatestFirst(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES,
				"llm.resilience.circuit-breaker.minimum-calls=1000", "llm.resilience.circuit-breaker.window=1000")) {
			simulator.always(Reply.status(500));
			for (int i = 0; i < 60; i++) {
				application.call((i < 59) ? ROUTE : "anthropic/unknown");
			}
			List<Instant> times = new ArrayList<>();
			JsonNode calls = valid(application).get("failedCalls");
			calls.forEach((call) -> times.add(Instant.parse(call.get("at").asString())));
			assertThat(times).hasSize(50).isSortedAccordingTo(Comparator.reverseOrder());
			assertThat(calls.get(0).get("kind").asString()).isNotEqualTo("SERVER_ERROR");
			assertThat(calls.get(1).get("kind").asString()).isEqualTo("SERVER_ERROR");
		}
	}

	@Test
	void problemShouldKeepToItsSchema(LlmProviderSimulator simulator) {
		try (WebApplication application = new WebApplication(simulator, ROUTES)) {
			assertThat(problem.validate(application.body("llm/unknown"), InputFormat.JSON)).isEmpty();
			assertThat(problem.validate("{}", InputFormat.JSON)).isNotEmpty();
		}
	}

}
