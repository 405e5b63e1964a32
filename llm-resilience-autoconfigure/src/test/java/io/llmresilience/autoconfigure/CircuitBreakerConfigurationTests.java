package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Route;
import io.llmresilience.circuitbreaker.CircuitBreakerSettings;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;
import io.llmresilience.circuitbreaker.CircuitBreakerTransition;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How circuits get into the chain of every route.
 */
@LlmSimulatorTest
class CircuitBreakerConfigurationTests {

	private static final String ROUTE = "openai/gpt-4o-mini";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=" + ROUTE + ",openai/gpt-4o",
				"llm.resilience.providers.openai.api-key=sk-simulator", "llm.resilience.retry.max-attempts=1");

	@Test
	void everyRouteShouldHaveACircuit() {
		this.runner.run((context) -> assertThat(context.getBean(CircuitBreakers.class).snapshot())
			.extracting(CircuitBreakerSnapshot::route)
			.containsExactly("openai/gpt-4o", ROUTE));
	}

	@Test
	void whenPropertiesAreSetShouldFollowThem(LlmProviderSimulator simulator) {
		simulator.always(Reply.status(500));
		with(simulator)
			.withPropertyValues("llm.resilience.circuit-breaker.window=2",
					"llm.resilience.circuit-breaker.minimum-calls=2", "llm.resilience.circuit-breaker.open-for=60")
			.run((context) -> {
				ChatService chat = context.getBean(ChatService.class);
				assertFails(chat, FailureKind.SERVER_ERROR);
				assertFails(chat, FailureKind.SERVER_ERROR);
				assertFails(chat, FailureKind.CIRCUIT_OPEN);
			});
	}

	@Test
	void whenUserHasCircuitsShouldUseThem(LlmProviderSimulator simulator) {
		CircuitBreakerSettings settings = new CircuitBreakerSettings(1, Duration.ofSeconds(1), 1, 2, 2,
				Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
		CircuitBreakers own = new CircuitBreakers(settings, InstantSource.system(), Schedulers.parallel(), new Random(),
				(transition) -> {
				});
		with(simulator).withBean(CircuitBreakers.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(CircuitBreakers.class);
			ChatService chat = context.getBean(ChatService.class);
			own.open(ROUTE);
			assertThat(chat.call("Hi").origin().route()).isEqualTo("openai/gpt-4o");
			own.close(ROUTE);
			assertThat(chat.call("Hi").origin().route()).isEqualTo(ROUTE);
		});
	}

	@Test
	void whenACircuitChangesShouldPublishAnEvent() {
		this.runner.withBean(Listener.class).run((context) -> {
			context.getBean(CircuitBreakers.class).open(ROUTE);
			assertThat(context.getBean(Listener.class).heard).succeedsWithin(PATIENCE)
				.extracting(CircuitBreakerTransition::route, CircuitBreakerTransition::to)
				.containsExactly(ROUTE, State.FORCED_OPEN);
		});
	}

	@Test
	void routeShouldSayHowItStands() {
		CircuitBreakers circuits = new CircuitBreakers(
				new CircuitBreakerSettings(1, Duration.ofSeconds(1), 1, 2, 2, Duration.ofSeconds(1),
						Duration.ofSeconds(1), 1),
				InstantSource.system(), Schedulers.parallel(), new Random(), (transition) -> {
				});
		ConfiguredRoute route = new ConfiguredRoute(ROUTE, (call) -> {
			throw new AssertionError("nobody asked for a call");
		}, circuits.of(ROUTE)::availability);
		assertThat(route.availability().state()).isEqualTo(Route.State.READY);
		circuits.open(ROUTE);
		assertThat(route.availability().state()).isEqualTo(Route.State.CIRCUIT_OPEN);
	}

	private ApplicationContextRunner with(LlmProviderSimulator simulator) {
		return this.runner.withPropertyValues("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl());
	}

	private static void assertFails(ChatService chat, FailureKind kind) {
		assertThatExceptionOfType(LlmException.class).isThrownBy(() -> chat.call("Hi"))
			.extracting(LlmException::kind)
			.isEqualTo(kind);
	}

	static class Listener {

		private final CompletableFuture<CircuitBreakerTransition> heard = new CompletableFuture<>();

		@EventListener
		void on(CircuitBreakerTransition transition) {
			this.heard.complete(transition);
		}

	}

}
