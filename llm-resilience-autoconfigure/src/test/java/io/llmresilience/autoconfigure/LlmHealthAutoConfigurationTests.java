package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.ChatService;
import io.llmresilience.LlmException;
import io.llmresilience.actuate.LlmHealthIndicator;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the health contributor says, and when there is one.
 */
@LlmSimulatorTest
class LlmHealthAutoConfigurationTests {

	private static final String FIRST = "openai/gpt-4o-mini";

	private static final String SECOND = "anthropic/claude-sonnet-5-5";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LlmResilienceAutoConfiguration.class, LlmHealthAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=" + FIRST + "," + SECOND,
				"llm.resilience.providers.openai.api-key=sk-simulator",
				"llm.resilience.providers.anthropic.api-key=sk-simulator", "llm.resilience.retry.max-attempts=1",
				"llm.resilience.circuit-breaker.window=2", "llm.resilience.circuit-breaker.minimum-calls=2",
				"llm.resilience.circuit-breaker.open-for=60s", "llm.resilience.circuit-breaker.max-open-for=60s");

	@Test
	void whenNothingHasHappenedShouldBeUpWithoutAnyCall(LlmProviderSimulator simulator) {
		with(simulator).run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails())
				.hasToString("{routes={" + FIRST + "={state=UP}, " + SECOND + "={state=UP}}}");
			assertThat(simulator.requests()).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "401, BAD_CREDENTIALS, AUTHENTICATION", "403, BAD_CREDENTIALS, PERMISSION" })
	void whenAKeyIsRefusedShouldBeUpAsLongAsAnotherRouteServes(int status, String state, String reason,
			LlmProviderSimulator simulator) {
		simulator.when((request) -> request.path().contains("chat/completions"), Reply.status(status));
		with(simulator).run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(route(context, FIRST)).containsEntry("state", state)
				.containsEntry("reason", reason)
				.containsKeys("since", "until");
			assertThat(route(context, SECOND)).containsEntry("state", "UP");
		});
	}

	@Test
	void whenTheProviderHasNoQuotaLeftShouldBeCooling(LlmProviderSimulator simulator) {
		simulator.when((request) -> request.path().contains("chat/completions"), Reply.quotaExhausted());
		with(simulator).run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			assertThat(route(context, FIRST)).containsEntry("state", "COOLING")
				.containsEntry("reason", "QUOTA_EXHAUSTED");
		});
	}

	@Test
	void whenNoKeyIsAcceptedShouldBeDown(LlmProviderSimulator simulator) {
		simulator.always(Reply.status(401));
		with(simulator).run((context) -> {
			fail(context);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(route(context, SECOND)).containsEntry("state", "BAD_CREDENTIALS");
		});
	}

	@Test
	void whenAllCircuitsAreOpenShouldBeDownAndUpAgainWhenOneIsClosed(LlmProviderSimulator simulator) {
		simulator.always(Reply.status(500));
		with(simulator).run((context) -> {
			fail(context);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			fail(context);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(route(context, FIRST)).containsEntry("state", "CIRCUIT_OPEN")
				.containsEntry("reason", "SERVER_ERROR")
				.containsKeys("since", "until");
			context.getBean(CircuitBreakers.class).close(SECOND);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void whenAllRoutesArePausedShouldBeDown(LlmProviderSimulator simulator) {
		with(simulator).run((context) -> {
			context.getBean(CircuitBreakers.class).pause(FIRST);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			context.getBean(CircuitBreakers.class).pause(SECOND);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(route(context, FIRST)).containsEntry("state", "PAUSED").containsKey("since");
		});
	}

	@Test
	void whenOnlyARouteThatNobodyUsesIsLeftShouldBeDown(LlmProviderSimulator simulator) {
		with(simulator).withPropertyValues("llm.resilience.models[0].id=openai/gpt-4o").run((context) -> {
			context.getBean(CircuitBreakers.class).pause(FIRST);
			context.getBean(CircuitBreakers.class).open(SECOND);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails().get("routes")).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsOnlyKeys(FIRST, SECOND);
		});
	}

	@ParameterizedTest
	@CsvSource({ "2, UP", "600, DOWN" })
	void whenTheOnlyRouteAskedForQuietShouldBeDownOnlyIfCallsDoNotOutwaitIt(long seconds, String status,
			LlmProviderSimulator simulator) {
		simulator.always(Reply.rateLimited(Duration.ofSeconds(seconds)));
		with(simulator).withPropertyValues("llm.resilience.chat.routes=" + FIRST).run((context) -> {
			fail(context);
			assertThat(health(context).getStatus().getCode()).isEqualTo(status);
			assertThat(route(context, FIRST)).containsEntry("state", "COOLING").containsEntry("reason", "RATE_LIMITED");
		});
	}

	@Test
	void whenTheBudgetIsSpentShouldSayUntilWhenAndStayUp(LlmProviderSimulator simulator) {
		with(simulator)
			.withPropertyValues("llm.resilience.budget.limits.daily.limit=20",
					"llm.resilience.budget.limits.daily.unit=tokens", "llm.resilience.chat.max-tokens=1")
			.run((context) -> {
				ChatService chat = context.getBean(ChatService.class);
				LlmException refusal = null;
				for (int i = 0; i < 20 && refusal == null; i++) {
					refusal = catchThrowableOfType(LlmException.class, () -> chat.call("Hi"));
				}
				assertThat(refusal).isNotNull();
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				assertThat(health(context).getDetails().get("spentBudgets"))
					.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
					.extractingByKey("daily", InstanceOfAssertFactories.map(String.class, Object.class))
					.containsKeys("unit", "limit", "spent", "resetsAt");
			});
	}

	@Test
	void whenACoolDownIsClearedShouldBeUp(LlmProviderSimulator simulator) {
		simulator.always(Reply.status(401));
		with(simulator).run((context) -> {
			fail(context);
			context.getBean(CoolDowns.class).clear("openai");
			assertThat(route(context, FIRST)).isEqualTo(Map.of("state", "UP"));
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void whenRoutesShareTheLoadShouldShowEachOfThem(LlmProviderSimulator simulator) {
		with(simulator).withPropertyValues("llm.resilience.chat.routes=" + FIRST + "*3 | " + SECOND)
			.run((context) -> assertThat(health(context).getDetails().get("routes"))
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsOnlyKeys(FIRST, SECOND));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.health.llm.enabled", "management.health.defaults.enabled",
			"llm.resilience.enabled" })
	void whenSwitchedOffShouldCreateNothing(String property, LlmProviderSimulator simulator) {
		with(simulator).withPropertyValues(property + "=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmHealthIndicator.class));
	}

	@Test
	void whenApplicationHasAnIndicatorOfThatNameShouldStandBack() {
		this.runner.withBean("llmHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HealthIndicator.class)
				.doesNotHaveBean(LlmHealthIndicator.class));
	}

	@Test
	void whenUserHasAChatServiceShouldStandBack() {
		this.runner.withBean(ChatService.class, () -> ChatService.over((call) -> {
			throw new AssertionError("nobody asked for a call");
		}, (request, wire) -> {
			throw new AssertionError("nobody asked for a call");
		})).run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmHealthIndicator.class));
	}

	@Test
	void whenThereIsNoHealthShouldStartWithoutIt(LlmProviderSimulator simulator) {
		with(simulator)
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(LlmHealthAutoConfiguration.class);
				assertThat(context.getBean(ChatService.class).call("Hi").text()).isNotEmpty();
			});
	}

	private ApplicationContextRunner with(LlmProviderSimulator simulator) {
		return this.runner.withPropertyValues("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl());
	}

	private static void fail(AssertableApplicationContext context) {
		assertThat(catchThrowableOfType(LlmException.class, () -> context.getBean(ChatService.class).call("Hi")))
			.isNotNull();
	}

	private static Health health(AssertableApplicationContext context) {
		return context.getBean(LlmHealthIndicator.class).health();
	}

	private static Map<String, String> route(AssertableApplicationContext context, String route) {
		Map<?, ?> routes = (Map<?, ?>) health(context).getDetails().get("routes");
		Map<String, String> details = new LinkedHashMap<>();
		((Map<?, ?>) routes.get(route)).forEach((key, value) -> details.put(key.toString(), value.toString()));
		return details;
	}

}
