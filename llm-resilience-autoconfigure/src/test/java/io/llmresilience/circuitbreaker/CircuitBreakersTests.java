package io.llmresilience.circuitbreaker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.Route;
import io.llmresilience.TestCalls;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link CircuitBreakers} and for what a {@link RouteCircuitBreaker} shows.
 */
@ExtendWith(OutputCaptureExtension.class)
class CircuitBreakersTests {

	private final Circuit circuit = new Circuit();

	@Test
	void everyRouteShouldHaveItsOwnCircuit() {
		RouteCircuitBreaker other = this.circuit.circuits.of("anthropic/claude-sonnet-5-5");
		this.circuit.opened();
		assertThat(other.availability()).isEqualTo(Route.Availability.READY);
		assertThat(this.circuit.circuits.of(TestCalls.ROUTE)).isSameAs(this.circuit.breaker);
		assertThat(this.circuit.circuits.snapshot()).extracting(CircuitBreakerSnapshot::route)
			.containsExactly("anthropic/claude-sonnet-5-5", TestCalls.ROUTE);
	}

	@Test
	void whenOpenShouldSaySinceWhenUntilWhenAndWhy() {
		this.circuit.pass(1000);
		this.circuit.opened().pass(2000);
		assertThat(this.circuit.snapshot()).isEqualTo(new CircuitBreakerSnapshot(TestCalls.ROUTE, State.OPEN,
				Instant.ofEpochMilli(1000), Instant.ofEpochMilli(6000), FailureKind.SERVER_ERROR, 10, 1, 0, 0, 0));
		assertThat(this.circuit.breaker.availability()).isEqualTo(
				new Route.Availability(Route.State.CIRCUIT_OPEN, Instant.ofEpochMilli(6000), FailureKind.SERVER_ERROR));
	}

	@Test
	void whenItMayBeTriedShouldShowHalfOpenBeforeAnybodyTries() {
		this.circuit.halfOpened().pass(1000);
		assertThat(this.circuit.snapshot().state()).isEqualTo(State.HALF_OPEN);
		assertThat(this.circuit.snapshot().since()).isEqualTo(Instant.ofEpochMilli(5000));
		assertThat(this.circuit.snapshot().until()).isNull();
	}

	@Test
	void whenTriedInVainShouldBeOpenSinceItFirstOpened() {
		this.circuit.pass(1000);
		this.circuit.opened().pass(5000);
		this.circuit.fail();
		this.circuit.fail();
		assertThat(this.circuit.snapshot().since()).isEqualTo(Instant.ofEpochMilli(1000));
		assertThat(this.circuit.snapshot().until()).isEqualTo(Instant.ofEpochMilli(11_000));
	}

	@Test
	void whenItOpensAfterARecoveryShouldBeOpenSinceThen() {
		this.circuit.halfOpened();
		this.circuit.succeed();
		this.circuit.succeed();
		this.circuit.pass(60_000);
		this.circuit.opened();
		assertThat(this.circuit.snapshot().since()).isEqualTo(Instant.ofEpochMilli(65_000));
	}

	@Test
	void everyChangeShouldBeTold() {
		this.circuit.halfOpened();
		this.circuit.fail();
		this.circuit.fail();
		this.circuit.pass(5000);
		this.circuit.succeed();
		this.circuit.succeed();
		assertThat(this.circuit.transitions).extracting("from", "to", "reason")
			.containsExactly(tuple(State.CLOSED, State.OPEN, FailureKind.SERVER_ERROR),
					tuple(State.OPEN, State.HALF_OPEN, FailureKind.SERVER_ERROR),
					tuple(State.HALF_OPEN, State.OPEN, FailureKind.SERVER_ERROR),
					tuple(State.OPEN, State.HALF_OPEN, FailureKind.SERVER_ERROR),
					tuple(State.HALF_OPEN, State.CLOSED, null));
		assertThat(this.circuit.transitions.get(0)).isEqualTo(new CircuitBreakerTransition(TestCalls.ROUTE,
				State.CLOSED, State.OPEN, Instant.EPOCH, Instant.ofEpochMilli(5000), FailureKind.SERVER_ERROR));
	}

	@Test
	void whenClosedCircuitOpensShouldWarnOnce(CapturedOutput output) {
		this.circuit.halfOpened();
		this.circuit.fail();
		this.circuit.fail();
		this.circuit.pass(5000);
		this.circuit.succeed();
		this.circuit.succeed();
		assertThat(output.getAll().lines().filter((line) -> line.contains("Circuit of"))).singleElement()
			.asString()
			.contains("WARN")
			.endsWith("Circuit of openai/gpt-6-luna opens for 5000 ms: 10 of the last 10 calls failed,"
					+ " the last failure being SERVER_ERROR");
	}

	@Test
	void whenOpenedByHandShouldStayOpenUntilClosedByHand() {
		this.circuit.circuits.open(TestCalls.ROUTE);
		this.circuit.pass(1_000_000_000);
		assertThat(this.circuit.state()).isEqualTo(State.FORCED_OPEN);
		assertThat(this.circuit.breaker.availability().until()).isNull();
		assertThat(this.circuit.succeed()).hasMessageContaining("opened by hand; close it to let calls pass");
		this.circuit.circuits.close(TestCalls.ROUTE);
		assertThat(this.circuit.succeed()).isNull();
		assertThat(this.circuit.transitions).extracting(CircuitBreakerTransition::to)
			.containsExactly(State.FORCED_OPEN, State.CLOSED);
	}

	@Test
	void whenClosedByHandShouldForgetEarlierFailures() {
		this.circuit.opened();
		this.circuit.circuits.close(TestCalls.ROUTE);
		assertThat(this.circuit.snapshot().calls()).isZero();
		for (int i = 0; i < 9; i++) {
			this.circuit.fail();
		}
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenClosedWhileClosedShouldTellNobody() {
		this.circuit.circuits.close(TestCalls.ROUTE);
		assertThat(this.circuit.transitions).isEmpty();
	}

	@Test
	void whenResetShouldForgetEverything() {
		this.circuit.opened().fail();
		assertThat(this.circuit.snapshot().refused()).isOne();
		this.circuit.circuits.reset();
		assertThat(this.circuit.snapshot().refused()).isZero();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenPausedShouldRefuseUntilResumedAndLeaveTheCircuitAsItWas() {
		this.circuit.fail();
		this.circuit.circuits.pause(TestCalls.ROUTE);
		this.circuit.pass(1_000_000_000);
		assertThat(this.circuit.state()).isEqualTo(State.PAUSED);
		assertThat(this.circuit.breaker.availability())
			.isEqualTo(new Route.Availability(Route.State.PAUSED, null, null));
		assertThat(this.circuit.succeed()).hasMessageContaining("paused by hand; resume it to let calls pass");
		this.circuit.circuits.resume(TestCalls.ROUTE);
		assertThat(this.circuit.snapshot().calls()).isOne();
		assertThat(this.circuit.succeed()).isNull();
		assertThat(this.circuit.transitions).extracting("to", "at")
			.containsExactly(tuple(State.PAUSED, Instant.EPOCH),
					tuple(State.CLOSED, Instant.ofEpochMilli(1_000_000_000)));
	}

	@Test
	void whenPausedWhileOpenShouldBeOpenAgainAfterwards() {
		this.circuit.opened();
		this.circuit.circuits.pause(TestCalls.ROUTE);
		this.circuit.circuits.resume(TestCalls.ROUTE);
		assertThat(this.circuit.state()).isEqualTo(State.OPEN);
	}

	@ParameterizedTest
	@CsvSource({ "true, FORCED_OPEN", "false, CLOSED" })
	void whenOpenedOrClosedWhilePausedShouldStayPausedUntilResumed(boolean open, State then) {
		this.circuit.opened();
		this.circuit.circuits.pause(TestCalls.ROUTE);
		if (open) {
			this.circuit.circuits.open(TestCalls.ROUTE);
		}
		else {
			this.circuit.circuits.close(TestCalls.ROUTE);
		}
		assertThat(this.circuit.state()).isEqualTo(State.PAUSED);
		this.circuit.circuits.resume(TestCalls.ROUTE);
		assertThat(this.circuit.state()).isEqualTo(then);
	}

	@Test
	void whenCallsInFlightFailWhilePausedShouldOpenOnceResumed() {
		List<Sinks.One<ChatEvent>> providers = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			Sinks.One<ChatEvent> provider = Sinks.one();
			providers.add(provider);
			this.circuit.call(provider.asMono().flux()).subscribe((event) -> {
			}, (failure) -> {
			});
		}
		this.circuit.circuits.pause(TestCalls.ROUTE);
		assertThat(this.circuit.snapshot().inFlight()).isEqualTo(10);
		providers.forEach((provider) -> provider.tryEmitError(TestCalls.failure(FailureKind.SERVER_ERROR)));
		assertThat(this.circuit.state()).isEqualTo(State.PAUSED);
		this.circuit.circuits.resume(TestCalls.ROUTE);
		assertThat(this.circuit.state()).isEqualTo(State.OPEN);
	}

	@Test
	void whenPausedTwiceOrResumedWithoutAPauseShouldTellOnce() {
		this.circuit.circuits.resume(TestCalls.ROUTE);
		this.circuit.circuits.pause(TestCalls.ROUTE);
		this.circuit.circuits.pause(TestCalls.ROUTE);
		assertThat(this.circuit.transitions).extracting(CircuitBreakerTransition::to).containsExactly(State.PAUSED);
	}

	@Test
	void whenResetShouldEndAPause() {
		this.circuit.circuits.pause(TestCalls.ROUTE);
		this.circuit.circuits.reset();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenRouteIsNotInUseShouldNameThoseThatAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.circuit.circuits.open("openai/gpt-5"))
			.withMessage("'route' must be a route in use, one of [openai/gpt-6-luna], but is 'openai/gpt-5'");
	}

}
