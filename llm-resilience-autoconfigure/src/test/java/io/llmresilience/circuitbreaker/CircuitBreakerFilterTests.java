package io.llmresilience.circuitbreaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.Route;
import io.llmresilience.TestCalls;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link CircuitBreakerFilter}: ten calls at least, six of ten failed, open for
 * five seconds, two probes.
 */
class CircuitBreakerFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final Circuit circuit = new Circuit();

	private final TestPublisher<ChatEvent> provider = TestPublisher.create();

	@Test
	void whenTooFewCallsHaveEndedShouldStayClosed() {
		for (int i = 0; i < 9; i++) {
			this.circuit.fail();
		}
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
		assertThat(this.circuit.ready()).isTrue();
	}

	@Test
	void whenSixOfTenCallsHaveFailedShouldOpen() {
		for (int i = 0; i < 4; i++) {
			this.circuit.succeed();
		}
		for (int i = 0; i < 6; i++) {
			assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
			this.circuit.fail();
		}
		assertThat(this.circuit.state()).isEqualTo(State.OPEN);
		assertThat(this.circuit.snapshot().failureRate()).isEqualTo(0.6, within(1e-9));
		assertThat(this.circuit.snapshot().calls()).isEqualTo(10);
	}

	@Test
	void whenOnlyTheLastCallsFailShouldForgetTheOldOnes() {
		for (int i = 0; i < 1000; i++) {
			this.circuit.succeed();
		}
		for (int i = 0; i < 12; i++) {
			this.circuit.fail();
		}
		assertThat(this.circuit.state()).isEqualTo(State.OPEN);
	}

	@Test
	void whenOpenShouldRefuseWithoutCallingTheProvider() {
		this.circuit.opened().pass(1000);
		StepVerifier.create(this.circuit.call(this.provider.flux())).expectErrorSatisfies((failure) -> {
			CallRefusedException refusal = (CallRefusedException) failure;
			assertThat(refusal.kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
			assertThat(refusal.route()).isEqualTo(TestCalls.ROUTE);
			assertThat(refusal.sent()).isEqualTo(Sent.NO);
			assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(4));
			assertThat(refusal).hasMessage(TestCalls.ROUTE + ": circuit is open, since 10 of the last 10 calls failed,"
					+ " the last failure being SERVER_ERROR; the route is tried again in 4000 ms;"
					+ " give 'llm.resilience.chat.routes' another route to be tried meanwhile");
		}).verify(LIMIT);
		this.provider.assertWasNotSubscribed();
		assertThat(this.circuit.snapshot().refused()).isOne();
	}

	@Test
	void whenEndIsPassedOnShouldHaveOpenedAlready() {
		for (int i = 0; i < 9; i++) {
			this.circuit.fail();
		}
		List<State> seen = new ArrayList<>();
		this.circuit.call(Flux.error(TestCalls.failure(FailureKind.CONNECTION)))
			.doOnError((failure) -> seen.add(this.circuit.state()))
			.onErrorComplete()
			.subscribe();
		assertThat(seen).containsExactly(State.OPEN);
	}

	@Test
	void whenAnswerIsPassedOnShouldHaveSettledAlready() {
		List<Integer> seen = new ArrayList<>();
		this.circuit.call(this.provider.flux())
			.doOnNext((event) -> seen.add(this.circuit.snapshot().inFlight()))
			.subscribe();
		this.provider.next(TestCalls.text("a"), TestCalls.completed("a"));
		assertThat(seen).containsExactly(1, 0);
		assertThat(this.circuit.snapshot().calls()).isOne();
	}

	@Test
	void whenConsumerCancelsAfterTheAnswerShouldCountOnce() {
		StepVerifier.create(this.circuit.call(this.provider.flux()).take(1))
			.then(() -> this.provider.next(TestCalls.completed("a")))
			.expectNextCount(1)
			.verifyComplete();
		assertThat(this.circuit.snapshot().calls()).isOne();
		assertThat(this.circuit.snapshot().inFlight()).isZero();
	}

	static Stream<LlmException> harmless() {
		return Stream.of(failure(FailureKind.RATE_LIMITED, 429), failure(FailureKind.INVALID_REQUEST, 400),
				failure(FailureKind.AUTHENTICATION, 401), failure(FailureKind.QUOTA_EXHAUSTED, 402),
				failure(FailureKind.MODEL_NOT_FOUND, 404), failure(FailureKind.TIMEOUT, 408),
				new CallRefusedException(FailureKind.DEADLINE, TestCalls.ROUTE, "too late", Sent.UNKNOWN, null),
				new CallRefusedException(FailureKind.INVALID_REQUEST, TestCalls.ROUTE, "no"));
	}

	@ParameterizedTest
	@MethodSource("harmless")
	void whenFailureIsNotTheProvidersShouldNeverCount(LlmException failure) {
		for (int i = 0; i < 100; i++) {
			assertThat(this.circuit.fail(failure)).isSameAs(failure);
		}
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
		assertThat(this.circuit.snapshot().calls()).isZero();
		assertThat(this.circuit.snapshot().inFlight()).isZero();
	}

	@Test
	void whenCallerIsInAHurryItsTimeOutsShouldNotCount() {
		for (int i = 0; i < 100; i++) {
			timeOutAfter(1000);
		}
		assertThat(this.circuit.snapshot().calls()).isZero();
	}

	@Test
	void whenProviderHadItsTimeTimeOutsShouldCount() {
		for (int i = 0; i < 10; i++) {
			timeOutAfter(30_000);
		}
		assertThat(this.circuit.state()).isEqualTo(State.OPEN);
	}

	private void timeOutAfter(long millis) {
		TestPublisher<ChatEvent> silent = TestPublisher.create();
		this.circuit.call(silent.flux()).onErrorComplete().subscribe();
		this.circuit.pass(millis);
		silent.error(ProviderException.of(FailureKind.TIMEOUT, TestCalls.ROUTE).sent(Sent.UNKNOWN).build());
	}

	@Test
	void whenStreamStandsStillAfterContentShouldCountFromTheIdleLimitOn() {
		this.circuit.call(this.provider.flux()).onErrorComplete().subscribe();
		this.circuit.pass(1000);
		this.provider.next(TestCalls.text("a"));
		this.circuit.pass(20_000);
		this.provider.error(ProviderException.of(FailureKind.TIMEOUT, TestCalls.ROUTE).sent(Sent.YES).build());
		assertThat(this.circuit.snapshot().failureRate()).isOne();
	}

	@Test
	void whenStreamIsCutAfterContentShouldCountAsFailureWithTheTimeToContent() {
		this.circuit.call(this.provider.flux()).onErrorComplete().subscribe();
		this.provider.next(TestCalls.text("a"));
		this.circuit.pass(61_000);
		this.provider.error(TestCalls.failure(FailureKind.INTERRUPTED));
		assertThat(this.circuit.snapshot().failureRate()).isOne();
		assertThat(this.circuit.snapshot().slowCallRate()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenFirstContentIsLateShouldBeSlow(boolean streamed) {
		this.circuit.call(streamed ? TestCalls.streamed() : TestCalls.whole(), this.provider.flux()).subscribe();
		this.circuit.pass(60_001);
		if (streamed) {
			this.provider.next(TestCalls.text("a"));
		}
		this.provider.next(TestCalls.completed("a"));
		assertThat(this.circuit.snapshot().slowCallRate()).isOne();
	}

	@Test
	void whenOnlyTheRestOfTheAnswerIsLateShouldNotBeSlow() {
		this.circuit.call(this.provider.flux()).subscribe();
		this.circuit.pass(59_000);
		this.provider.next(ChatEvent.Note.Progressing.INSTANCE);
		this.circuit.pass(300_000);
		this.provider.next(TestCalls.completed("a"));
		assertThat(this.circuit.snapshot().slowCallRate()).isZero();
		assertThat(this.circuit.snapshot().calls()).isOne();
	}

	@Test
	void whenEightOfTenCallsAreSlowShouldOpenAndSaySo() {
		List<TestPublisher<ChatEvent>> calls = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			TestPublisher<ChatEvent> call = TestPublisher.create();
			calls.add(call);
			this.circuit.call(TestCalls.whole(), call.flux()).subscribe();
		}
		calls.subList(0, 2).forEach((call) -> call.next(TestCalls.completed("a")));
		this.circuit.pass(61_000);
		calls.subList(2, 10).forEach((call) -> call.next(TestCalls.completed("a")));
		assertThat(this.circuit.state()).isEqualTo(State.OPEN);
		assertThat(this.circuit.succeed()).hasMessageContaining("since 8 of the last 10 calls were slow; the route");
	}

	@Test
	void whenCancelledBeforeContentShouldGiveThePermissionBack() {
		StepVerifier.create(this.circuit.call(this.provider.flux())).thenCancel().verify(LIMIT);
		this.provider.assertCancelled();
		assertThat(this.circuit.snapshot().calls()).isZero();
		assertThat(this.circuit.snapshot().inFlight()).isZero();
	}

	@Test
	void whenCancelledLongAfterTheSlowLimitWithoutContentShouldNotCountEither() {
		for (int i = 0; i < 100; i++) {
			StepVerifier.create(this.circuit.call(Flux.never()))
				.then(() -> this.circuit.pass(70_000))
				.thenCancel()
				.verify(LIMIT);
		}
		assertThat(this.circuit.snapshot().calls()).isZero();
	}

	@Test
	void whenCancelledAfterContentShouldCountAsSuccess() {
		StepVerifier.create(this.circuit.call(this.provider.flux()))
			.then(() -> this.provider.next(TestCalls.text("a")))
			.expectNextCount(1)
			.thenCancel()
			.verify(LIMIT);
		assertThat(this.circuit.snapshot().calls()).isOne();
		assertThat(this.circuit.snapshot().failureRate()).isZero();
	}

	@Test
	void whenNextThrowsShouldGiveThePermissionBack() {
		StepVerifier.create(
				new CircuitBreakerFilter(this.circuit.breaker, Circuit.TIME).filter(TestCalls.streamed(), (call) -> {
					throw new IllegalStateException("broken");
				}))
			.verifyError(IllegalStateException.class);
		assertThat(this.circuit.snapshot().inFlight()).isZero();
		assertThat(this.circuit.snapshot().calls()).isZero();
	}

	@Test
	void whenStreamEndsWithoutAnAnswerShouldGiveThePermissionBack() {
		StepVerifier.create(this.circuit.call(Flux.empty())).verifyComplete();
		assertThat(this.circuit.snapshot().inFlight()).isZero();
	}

	@Test
	void whenNobodySubscribesShouldTakeNoPermission() {
		this.circuit.call(Flux.never());
		assertThat(this.circuit.snapshot().inFlight()).isZero();
	}

	@Test
	void whenOpenTimeIsOverShouldBeReadyWithoutAnyCall() {
		this.circuit.opened();
		assertThat(this.circuit.breaker.availability().state()).isEqualTo(Route.State.CIRCUIT_OPEN);
		this.circuit.pass(4999);
		assertThat(this.circuit.ready()).isFalse();
		this.circuit.pass(1);
		assertThat(this.circuit.ready()).isTrue();
		assertThat(this.circuit.state()).isEqualTo(State.HALF_OPEN);
		assertThat(this.circuit.transitions).extracting(CircuitBreakerTransition::to).containsExactly(State.OPEN);
	}

	@Test
	void whenNobodyCallsForAYearShouldStillBeTried() {
		this.circuit.opened().pass(Duration.ofDays(365).toMillis());
		assertThat(this.circuit.ready()).isTrue();
		this.circuit.succeed();
		this.circuit.succeed();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenHalfOpenShouldLetOnlyAFewTry() {
		this.circuit.halfOpened();
		this.circuit.call(Flux.never()).subscribe();
		assertThat(this.circuit.ready()).isTrue();
		this.circuit.call(Flux.never()).subscribe();
		assertThat(this.circuit.ready()).isFalse();
		assertThat(this.circuit.succeed()).hasMessageContaining("circuit is half open")
			.extracting(LlmException::kind)
			.isEqualTo(FailureKind.CIRCUIT_OPEN);
		assertThat(this.circuit.snapshot().inFlight()).isEqualTo(2);
		assertThat(this.circuit.breaker.availability().reason()).isEqualTo(FailureKind.SERVER_ERROR);
	}

	@Test
	void whenProbesAreAnsweredShouldClose() {
		this.circuit.halfOpened();
		this.circuit.succeed();
		assertThat(this.circuit.state()).isEqualTo(State.HALF_OPEN);
		this.circuit.succeed();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
		assertThat(this.circuit.snapshot().calls()).isZero();
	}

	@Test
	void whenProbesFailShouldOpenAgainAndStayOpenLongerFromTheFourthTimeOn() {
		this.circuit.opened();
		for (long openFor : new long[] { 5000, 5000, 5000, 5000, 10_000, 20_000, 40_000, 60_000, 60_000 }) {
			this.circuit.pass(openFor - 1);
			assertThat(this.circuit.ready()).as("%s ms", openFor).isFalse();
			this.circuit.pass(1);
			this.circuit.fail();
			this.circuit.fail();
			assertThat(this.circuit.state()).isEqualTo(State.OPEN);
		}
	}

	@Test
	void whenDiceAreLowShouldBeOpenForThreeQuartersOfTheTime() {
		this.circuit.dice = 0;
		this.circuit.opened().pass(3749);
		assertThat(this.circuit.ready()).isFalse();
		this.circuit.pass(1);
		assertThat(this.circuit.ready()).isTrue();
	}

	@Test
	void whenRecoveredShouldForgetHowOftenProbingHadFailed() {
		this.circuit.opened();
		for (long openFor : new long[] { 5000, 5000, 5000 }) {
			this.circuit.pass(openFor);
			this.circuit.fail();
			this.circuit.fail();
		}
		this.circuit.pass(10_000);
		this.circuit.succeed();
		this.circuit.succeed();
		this.circuit.opened().pass(5000);
		assertThat(this.circuit.ready()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("harmless")
	void whenProbesComeToNothingShouldNotBeStuck(LlmException failure) {
		this.circuit.halfOpened();
		for (int i = 0; i < 100; i++) {
			this.circuit.fail(failure);
		}
		assertThat(this.circuit.ready()).isTrue();
		this.circuit.succeed();
		this.circuit.succeed();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "INVALID_REQUEST", "AUTHENTICATION" })
	void whenProviderAnswersAProbeWithAnErrorOfTheCallersShouldClose(FailureKind kind) {
		this.circuit.halfOpened();
		this.circuit.fail(ProviderException.of(kind, TestCalls.ROUTE).status(429).build());
		this.circuit.fail(ProviderException.of(kind, TestCalls.ROUTE).status(429).build());
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenProbesAreCancelledShouldNotBeStuck() {
		this.circuit.halfOpened();
		for (int i = 0; i < 100; i++) {
			StepVerifier.create(this.circuit.call(Flux.never())).thenCancel().verify(LIMIT);
		}
		assertThat(this.circuit.snapshot().inFlight()).isZero();
		assertThat(this.circuit.ready()).isTrue();
	}

	@Test
	void whenProbesAreCutShortByAHurryShouldNotBeStuck() {
		this.circuit.halfOpened();
		for (int i = 0; i < 100; i++) {
			timeOutAfter(100);
		}
		assertThat(this.circuit.state()).isEqualTo(State.HALF_OPEN);
		assertThat(this.circuit.ready()).isTrue();
	}

	@Test
	void whenProbesNeverEndShouldTryAnewAfterTenMinutes() {
		this.circuit.halfOpened();
		this.circuit.call(Flux.never()).subscribe();
		this.circuit.call(Flux.never()).subscribe();
		this.circuit.pass(Duration.ofMinutes(10).toMillis());
		assertThat(this.circuit.ready()).isFalse();
		this.circuit.pass(1);
		assertThat(this.circuit.ready()).isTrue();
		this.circuit.succeed();
		this.circuit.succeed();
		assertThat(this.circuit.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenACallEndsInALaterPhaseShouldNotCountInIt() {
		List<TestPublisher<ChatEvent>> late = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			TestPublisher<ChatEvent> call = TestPublisher.create();
			late.add(call);
			this.circuit.call(call.flux()).onErrorComplete().subscribe();
		}
		this.circuit.halfOpened();
		this.circuit.call(Flux.never()).subscribe();
		late.get(0).error(TestCalls.failure(FailureKind.SERVER_ERROR));
		late.get(1).error(TestCalls.failure(FailureKind.SERVER_ERROR));
		late.get(2).next(TestCalls.completed("a"));
		late.get(3).error(new CallRefusedException(FailureKind.DEADLINE, null, "too late"));
		assertThat(this.circuit.state()).isEqualTo(State.HALF_OPEN);
		assertThat(this.circuit.snapshot().calls()).isZero();
		assertThat(this.circuit.snapshot().inFlight()).isOne();
	}

	@Test
	void whenOneProbeIsEnoughShouldCloseAfterIt() {
		Circuit single = new Circuit(Circuit.settings(1));
		single.halfOpened();
		StepVerifier.create(single.call(Flux.never())).thenCancel().verify(LIMIT);
		single.fail();
		assertThat(single.state()).isEqualTo(State.OPEN);
		single.pass(5000);
		single.succeed();
		assertThat(single.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenCalledTwiceShouldCountTwice() {
		Flux<ChatEvent> call = this.circuit.call(Flux.just(TestCalls.completed("a")));
		StepVerifier.create(call.concatWith(call)).expectNextCount(2).verifyComplete();
		assertThat(this.circuit.snapshot().calls()).isEqualTo(2);
	}

	@Test
	void circuitShouldNeedNoThreadOfItsOwn() {
		this.circuit.halfOpened();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.contains("CircuitBreaker"));
		assertThat(this.circuit.timer.tasksLeft()).isZero();
	}

	@Test
	void whenCallIsNarrowedShouldPassItOnUnchanged() {
		List<ChatCall> seen = new ArrayList<>();
		ChatCall call = TestCalls.whole();
		new CircuitBreakerFilter(this.circuit.breaker, Circuit.TIME).filter(call, (passed) -> {
			seen.add(passed);
			return Flux.empty();
		}).blockLast(LIMIT);
		assertThat(seen).containsExactly(call);
	}

	private static ProviderException failure(FailureKind kind, int status) {
		return ProviderException.of(kind, TestCalls.ROUTE).status(status).build();
	}

}
