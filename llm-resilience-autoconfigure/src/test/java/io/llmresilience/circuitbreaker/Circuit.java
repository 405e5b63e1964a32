package io.llmresilience.circuitbreaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Route;
import io.llmresilience.TestCalls;
import io.llmresilience.WatchedTimer;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * A circuit with default settings in virtual time, and calls through its breaker. Its
 * dice show what they are told.
 */
final class Circuit {

	static final CircuitBreakerSettings SETTINGS = settings(2);

	static final ProviderTime TIME = new ProviderTime(Duration.ofSeconds(30), Duration.ofSeconds(20),
			Duration.ofSeconds(90));

	final WatchedTimer timer = new WatchedTimer();

	final List<CircuitBreakerTransition> transitions = new ArrayList<>();

	final CircuitBreakers circuits;

	final RouteCircuitBreaker breaker;

	double dice = 1;

	Circuit() {
		this(SETTINGS);
	}

	Circuit(CircuitBreakerSettings settings) {
		RandomGenerator random = () -> (long) (this.dice * ((1L << 53) - 1)) << 11;
		this.circuits = new CircuitBreakers(settings, this.timer, this.timer, random, this.transitions::add);
		this.breaker = this.circuits.of(TestCalls.ROUTE);
	}

	static CircuitBreakerSettings settings(int halfOpenCalls) {
		return new CircuitBreakerSettings(0.6, Duration.ofSeconds(60), 0.8, 10, 20, Duration.ofSeconds(5),
				Duration.ofSeconds(60), halfOpenCalls);
	}

	Flux<ChatEvent> call(Flux<ChatEvent> provider) {
		return call(TestCalls.streamed(), provider);
	}

	Flux<ChatEvent> call(ChatCall call, Flux<ChatEvent> provider) {
		return new CircuitBreakerFilter(this.breaker, TIME).filter(call, (narrowed) -> provider);
	}

	/**
	 * Make a call that is answered.
	 * @return how it failed all the same, {@code null} if it did not
	 */
	@Nullable LlmException succeed() {
		return end(Flux.just(TestCalls.completed("a")));
	}

	@Nullable LlmException fail() {
		return fail(TestCalls.failure(FailureKind.SERVER_ERROR));
	}

	@Nullable LlmException fail(Throwable failure) {
		return end(Flux.error(failure));
	}

	private @Nullable LlmException end(Flux<ChatEvent> provider) {
		List<LlmException> failures = new ArrayList<>();
		call(provider).subscribe((event) -> {
		}, (failure) -> {
			if (failure instanceof LlmException llm) {
				failures.add(llm);
			}
		});
		return failures.isEmpty() ? null : failures.get(0);
	}

	/**
	 * Let calls fail until the circuit opens.
	 * @return this circuit
	 */
	Circuit opened() {
		for (int i = 0; i < 10; i++) {
			fail();
		}
		if (state() != State.OPEN) {
			throw new AssertionError("not open after ten failures but " + snapshot());
		}
		return this;
	}

	/**
	 * Open the circuit and wait until it may be tried.
	 * @return this circuit
	 */
	Circuit halfOpened() {
		opened();
		pass(5000);
		return this;
	}

	void pass(long millis) {
		this.timer.pass(millis);
	}

	State state() {
		return snapshot().state();
	}

	CircuitBreakerSnapshot snapshot() {
		return this.breaker.snapshot();
	}

	boolean ready() {
		return this.breaker.availability().state() == Route.State.READY;
	}

}
