package io.llmresilience.circuitbreaker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.TestCalls;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CircuitDoorFilter} before something that may hold calls back, and
 * {@link CircuitBreakerFilter} behind it.
 */
class CircuitDoorFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final ChatCall CALL = TestCalls.streamed();

	private static final ChatCall CALL_WITH_ANOTHER_ROUTE = CALL
		.withHop(new Hop(2, Duration.ofSeconds(5), Instant.MAX));

	private final Circuit circuit = new Circuit();

	private final TestPublisher<ChatEvent> provider = TestPublisher.create();

	/** Holds calls back until it emits. */
	private final Sinks.One<ChatEvent.Note> limiter = Sinks.one();

	private boolean limited;

	private Flux<ChatEvent> call(ChatCall call) {
		ChatFilter limiting = (limitedCall, next) -> this.limited
				? this.limiter.asMono().flatMapMany((permit) -> next.exchange(limitedCall))
				: next.exchange(limitedCall);
		ChatExchange chain = ChatFilter.chain(
				List.of(new CircuitDoorFilter(this.circuit.breaker), limiting,
						new CircuitBreakerFilter(this.circuit.breaker, Circuit.TIME)),
				(passed) -> this.provider.flux());
		return chain.exchange(call);
	}

	private Flux<ChatEvent> limited() {
		this.limited = true;
		return call(CALL);
	}

	private void grant() {
		this.limiter.tryEmitValue(new ChatEvent.Note.Waiting(Duration.ZERO, WaitReason.LIMITER));
	}

	private int waiting() {
		return this.circuit.breaker.waiting().count();
	}

	@Test
	void whenClosedShouldPassEventsAndRegisterNobody() {
		StepVerifier.create(call(CALL), 0)
			.then(() -> assertThat(waiting()).isZero())
			.thenRequest(2)
			.then(() -> this.provider.next(TestCalls.text("a"), TestCalls.completed("a")).complete())
			.expectNextCount(2)
			.verifyComplete();
		assertThat(this.circuit.snapshot().calls()).isOne();
	}

	@Test
	void whenOpenShouldRefuseBeforeTheCallQueues() {
		this.circuit.opened();
		StepVerifier.create(limited()).expectErrorSatisfies(this::assertRefused).verify(LIMIT);
		assertThat(this.limiter.currentSubscriberCount()).isZero();
		assertThat(this.circuit.snapshot().refused()).isOne();
	}

	@Test
	void whenCircuitOpensShouldRefuseWhoIsStillWaiting() {
		List<Throwable> failures = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			limited().subscribe((event) -> {
			}, failures::add);
		}
		assertThat(waiting()).isEqualTo(100);
		this.circuit.opened().pass(0);
		assertThat(failures).hasSize(100).doesNotHaveDuplicates().allSatisfy(this::assertRefused);
		assertThat(waiting()).isZero();
		assertThat(this.limiter.currentSubscriberCount()).isZero();
		assertThat(this.circuit.snapshot().refused()).isEqualTo(100);
	}

	@Test
	void whenRouteIsPausedShouldRefuseWhoIsStillWaiting() {
		List<Throwable> failures = new ArrayList<>();
		limited().subscribe((event) -> {
		}, failures::add);
		this.circuit.breaker.pause();
		this.circuit.pass(0);
		assertThat(failures).singleElement().satisfies(this::assertRefused);
	}

	@Test
	void whenCircuitOpensShouldLeaveWhoHasGotThrough() {
		StepVerifier.create(limited())
			.then(this::grant)
			.then(() -> this.circuit.opened().pass(0))
			.then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.expectNextCount(1)
			.verifyComplete();
		assertThat(waiting()).isZero();
	}

	@Test
	void whenCircuitOpensShouldLeaveWhoHasAlreadyHeardSomething() {
		List<ChatEvent> events = new ArrayList<>();
		TestPublisher<ChatEvent> queue = TestPublisher.create();
		ChatFilter door = new CircuitDoorFilter(this.circuit.breaker);
		StepVerifier.create(door.filter(CALL, (call) -> queue.flux()).doOnNext(events::add))
			.then(() -> queue.next(new ChatEvent.Note.Waiting(Duration.ofSeconds(1), WaitReason.LIMITER)))
			.expectNextCount(1)
			.then(() -> this.circuit.opened().pass(0))
			.then(() -> queue.error(TestCalls.failure(FailureKind.OVERLOADED)))
			.verifyErrorMatches((failure) -> ((LlmException) failure).kind() == FailureKind.OVERLOADED);
		assertThat(events).hasSize(1);
	}

	@Test
	void whenCircuitOpensWhileTheCallSubscribesShouldRefuseIt() {
		ChatExchange opening = (call) -> Flux.<ChatEvent>never().doOnSubscribe((subscription) -> this.circuit.opened());
		StepVerifier.create(new CircuitDoorFilter(this.circuit.breaker).filter(CALL, opening))
			.expectErrorSatisfies(this::assertRefused)
			.verify(LIMIT);
		assertThat(waiting()).isZero();
	}

	@Test
	void whenRefusedWhileWaitingShouldNotTakeAPermissionAnyMore() {
		DoorSubscriber[] door = new DoorSubscriber[1];
		CircuitBreakerFilter breaker = new CircuitBreakerFilter(this.circuit.breaker, Circuit.TIME);
		ChatExchange held = (call) -> Flux.deferContextual((context) -> {
			door[0] = context.get(DoorSubscriber.class);
			return Flux.never();
		});
		StepVerifier.create(new CircuitDoorFilter(this.circuit.breaker).filter(CALL, held))
			.then(() -> this.circuit.opened().pass(0))
			.expectErrorSatisfies(this::assertRefused)
			.verify(LIMIT);
		this.circuit.pass(5000);
		StepVerifier
			.create(breaker.filter(CALL, (call) -> this.provider.flux())
				.contextWrite((context) -> context.put(DoorSubscriber.class, door[0])))
			.expectError(CallRefusedException.class)
			.verify(LIMIT);
		this.provider.assertWasNotSubscribed();
		assertThat(this.circuit.snapshot().inFlight()).isZero();
	}

	@Test
	void whenCircuitIsClosedAgainBeforeTheyAreJudgedShouldLeaveThemWaiting() {
		limited().subscribe();
		this.circuit.breaker.waiting().judge();
		this.circuit.pass(0);
		assertThat(waiting()).isOne();
		assertThat(this.circuit.snapshot().refused()).isZero();
	}

	@Test
	void whenAWaitingCallIsCancelledShouldForgetIt() {
		StepVerifier.create(limited()).then(() -> assertThat(waiting()).isOne()).thenCancel().verify(LIMIT);
		assertThat(waiting()).isZero();
		assertThat(this.limiter.currentSubscriberCount()).isZero();
	}

	@Test
	void whenAWaitingCallIsRefusedByOthersShouldForgetItAndPassTheRefusalOn() {
		CallRefusedException refusal = new CallRefusedException(FailureKind.RATE_LIMIT_WAIT, TestCalls.ROUTE,
				"too long");
		StepVerifier.create(limited())
			.then(() -> this.limiter.tryEmitError(refusal))
			.expectErrorSatisfies((failure) -> assertThat(failure).isSameAs(refusal))
			.verify(LIMIT);
		assertThat(waiting()).isZero();
	}

	@Test
	void whenHalfOpenWithAllProbesUnderWayShouldRefuse() {
		this.circuit.halfOpened();
		this.circuit.call(Flux.never()).subscribe();
		this.circuit.call(Flux.never()).subscribe();
		StepVerifier.create(call(CALL)).expectErrorSatisfies(this::assertRefused).verify(LIMIT);
	}

	@Test
	void whenHalfOpenShouldTakeNoPermissionItself() {
		this.circuit.halfOpened();
		limited().subscribe();
		limited().subscribe();
		limited().subscribe();
		assertThat(this.circuit.snapshot().inFlight()).isZero();
		assertThat(this.circuit.ready()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.24, true", "0, 0.26, false", "2500, 0.62, true", "2500, 0.63, false", "5000, 1, true" })
	void whenRecoveredShouldGiveThisRouteMoreAndMoreOfTheCalls(long millis, double dice, boolean passes) {
		recovered().pass(millis);
		this.circuit.dice = dice;
		assertThat(passes(CALL_WITH_ANOTHER_ROUTE)).isEqualTo(passes);
	}

	@Test
	void whenRecoveredShouldNameTheShare() {
		recovered();
		StepVerifier.create(call(CALL_WITH_ANOTHER_ROUTE)).expectErrorSatisfies((failure) -> {
			assertRefused(failure);
			assertThat(failure)
				.hasMessageContaining("circuit has just closed, and the route is given 25 % of the calls");
		}).verify(LIMIT);
	}

	@Test
	void whenNoOtherRouteIsLeftShouldGiveARecoveredRouteAllCalls() {
		recovered();
		assertThat(passes(CALL)).isTrue();
	}

	@Test
	void whenClosedByHandShouldGiveTheRouteAllCallsAtOnce() {
		this.circuit.opened();
		this.circuit.breaker.close();
		assertThat(passes(CALL_WITH_ANOTHER_ROUTE)).isTrue();
	}

	@Test
	void whileRecoveringTheRateShouldGrowEvenlyAndNeverExceedTheUsualOne() {
		recovered();
		long seed = 4711;
		Random random = new Random(seed);
		List<Integer> passedInEachSecond = new ArrayList<>();
		for (int second = 0; second < 6; second++) {
			int passed = 0;
			for (int call = 0; call < 400; call++) {
				this.circuit.dice = random.nextDouble();
				passed += passes(CALL_WITH_ANOTHER_ROUTE) ? 1 : 0;
				this.circuit.timer.pass((call % 2 == 0) ? 2 : 3);
			}
			passedInEachSecond.add(passed);
		}
		assertThat(passedInEachSecond).as("seed %d", seed).isSorted().last().isEqualTo(400);
		assertThat(passedInEachSecond.get(0)).as("seed %d", seed).isBetween(100, 170);
	}

	@Test
	void whenCallsArriveWhileTheCircuitChangesShouldNeverForgetOne() throws InterruptedException {
		for (int round = 0; round < 200; round++) {
			Circuit circuit = new Circuit();
			CircuitDoorFilter door = new CircuitDoorFilter(circuit.breaker);
			List<Throwable> failures = new CopyOnWriteArrayList<>();
			CountDownLatch start = new CountDownLatch(1);
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				threads.add(new Thread(() -> {
					await(start);
					door.filter(CALL, (call) -> Flux.never()).subscribe((event) -> {
					}, failures::add);
				}));
			}
			threads.add(new Thread(() -> {
				await(start);
				circuit.breaker.open();
			}));
			threads.forEach(Thread::start);
			start.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			circuit.pass(0);
			assertThat(failures).as("round %d", round).hasSize(3);
			assertThat(circuit.breaker.waiting().count()).isZero();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Circuit recovered() {
		this.circuit.halfOpened();
		this.circuit.succeed();
		this.circuit.succeed();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
		return this.circuit;
	}

	private boolean passes(ChatCall call) {
		List<Throwable> failures = new ArrayList<>();
		call(call).subscribe((event) -> {
		}, failures::add).dispose();
		return failures.isEmpty();
	}

	private void assertRefused(Throwable failure) {
		assertThat(failure).isInstanceOfSatisfying(CallRefusedException.class,
				(refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.CIRCUIT_OPEN));
	}

}
