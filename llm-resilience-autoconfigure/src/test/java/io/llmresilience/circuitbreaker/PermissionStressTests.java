package io.llmresilience.circuitbreaker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many calls at once that end in every way there is, while the circuit opens and closes:
 * no permission may be lost, and none may be taken twice.
 */
class PermissionStressTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int CALLERS = 8;

	private static final int CALLS = 2000;

	private static final ChatCall CALL = TestCalls.streamed();

	private final AtomicInteger transitions = new AtomicInteger();

	private final Scheduler timer = Schedulers.newParallel("stress", 4);

	private final CircuitBreakers circuits = new CircuitBreakers(
			new CircuitBreakerSettings(0.5, Duration.ofNanos(100_000), 1, 4, 8, Duration.ofNanos(200_000),
					Duration.ofMillis(1), 2),
			InstantSource.system(), this.timer, new Random(1), (transition) -> this.transitions.incrementAndGet());

	private final RouteCircuitBreaker circuit = this.circuits.of(TestCalls.ROUTE);

	@AfterEach
	void stop() {
		this.timer.dispose();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 42, 4711 })
	void whateverBecomesOfCallsNoPermissionShouldBeLost(long seed) throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			List<CompletableFuture<Void>> done = new ArrayList<>();
			for (int caller = 0; caller < CALLERS; caller++) {
				Random random = new Random(seed + caller);
				done.add(CompletableFuture.runAsync(() -> callAgainAndAgain(random), callers));
			}
			CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.transitions.get()).as("transitions, seed %d", seed).isGreaterThan(10);
		assertThat(this.circuit.snapshot().inFlight()).as("seed %d", seed).isZero();
		assertThat(this.circuit.waiting().count()).as("seed %d", seed).isZero();
		assertRecovers(seed);
	}

	@Test
	void whenManyCallAtOnceAfterTheOpenTimeOnlyTwoShouldTry() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			for (int round = 0; round < 300; round++) {
				Circuit circuit = new Circuit().halfOpened();
				CyclicBarrier start = new CyclicBarrier(CALLERS);
				AtomicInteger tried = new AtomicInteger();
				List<CompletableFuture<Void>> done = new ArrayList<>();
				for (int caller = 0; caller < CALLERS; caller++) {
					done.add(CompletableFuture.runAsync(() -> {
						await(start);
						circuit.call(Flux.<ChatEvent>never().doOnSubscribe((subscription) -> tried.incrementAndGet()))
							.onErrorComplete()
							.subscribe();
					}, callers));
				}
				CompletableFuture.allOf(done.toArray(CompletableFuture[]::new))
					.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
				assertThat(tried.get()).as("round %d", round).isEqualTo(2);
				assertThat(circuit.snapshot().refused()).as("round %d", round).isEqualTo(CALLERS - 2);
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (InterruptedException | BrokenBarrierException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void callAgainAndAgain(Random random) {
		for (int i = 0; i < CALLS; i++) {
			int what = random.nextInt(10);
			boolean queue = random.nextInt(4) == 0;
			boolean elsewhere = random.nextInt(4) == 0;
			Flux<ChatEvent> call = chain(provider(what), queue).exchange(CALL);
			if (elsewhere) {
				call = call.subscribeOn(this.timer);
			}
			if (what == 0) {
				Disposable cancelled = call.onErrorComplete().subscribe();
				cancelled.dispose();
			}
			else {
				call.onErrorComplete().blockLast(LIMIT);
			}
		}
	}

	private ChatExchange chain(Flux<ChatEvent> provider, boolean queue) {
		ChatFilter limiter = (call, next) -> queue
				? Mono.delay(Duration.ofNanos(50_000), this.timer).flatMapMany((permit) -> next.exchange(call))
				: next.exchange(call);
		return ChatFilter.chain(List.of(new CircuitDoorFilter(this.circuit), limiter,
				new CircuitBreakerFilter(this.circuit, Circuit.TIME)), (call) -> provider);
	}

	private Flux<ChatEvent> provider(int what) {
		return switch (what) {
			case 0, 1 -> Flux.<ChatEvent>never().timeout(Duration.ofNanos(20_000), this.timer);
			case 2 -> Flux.error(new CallRefusedException(FailureKind.DEADLINE, null, "too late"));
			case 3 -> Flux.error(ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE).status(429).build());
			case 4, 5, 6 -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED));
			case 7 -> Flux.<ChatEvent>just(TestCalls.text("a"), TestCalls.completed("a"))
				.take(1)
				.delaySubscription(Duration.ofNanos(10_000), this.timer);
			default -> Flux.just(TestCalls.completed("a"));
		};
	}

	private void assertRecovers(long seed) {
		for (int i = 0; i < 100_000 && this.circuit.snapshot().state() != State.CLOSED; i++) {
			chain(Flux.just(TestCalls.completed("a")), false).exchange(CALL).onErrorComplete().blockLast(LIMIT);
			Thread.onSpinWait();
		}
		assertThat(this.circuit.snapshot().state()).as("seed %d", seed).isEqualTo(State.CLOSED);
	}

}
