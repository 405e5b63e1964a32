package io.llmresilience.ratelimit;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ratelimit.LimiterState.Booking;
import io.llmresilience.ratelimit.Scope.Profile;
import io.llmresilience.ratelimit.Verdict.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LimiterState}, with numbers alone. Bursts are 5 seconds.
 */
class LimiterStateTests {

	private static final long SECOND = 1_000_000_000L;

	private static final long BURST = 5 * SECOND;

	private static final Demand CALL = Demand.of(100, 100);

	private static final Throttling NO_HINT = Throttling.of(null, false, 0);

	@Test
	void whenOneDimensionIsShortShouldReserveNothingOfTheOthers() {
		LimiterState state = state(new RateLimits(600L, 6000L, null, null, null), RateLimits.NONE);
		LimiterState full = admit(admit(state, CALL, 0), CALL, 0);
		Verdict verdict = full.decide(new Ask(0, Demand.of(300, 0), 0, 0), 10, 0);
		assertThat(verdict.answer()).isEqualTo(Answer.WAIT_TOO_LONG);
		assertThat(verdict.next()).isSameAs(full);
	}

	@Test
	void whenModelIsStricterThanProviderShouldHoldBoth() {
		LimiterState state = state(new RateLimits(600L, null, null, null, null),
				new RateLimits(60L, null, null, null, null));
		for (int i = 0; i < 5; i++) {
			state = admit(state, CALL, 0);
		}
		assertThat(state.waitFor(0, CALL, 0)).isEqualTo(SECOND);
		assertThat(state.waitFor(1, CALL, 0)).isZero();
		assertThat(state.provider().bucket(Dimension.REQUESTS).available(0)).isEqualTo(45);
	}

	@Test
	void whenRequestExceedsAConfiguredLimitShouldBeTooLarge() {
		LimiterState state = state(RateLimits.NONE, new RateLimits(null, 1000L, null, null, null));
		assertThat(decide(state, Demand.of(901, 100), 0).answer()).isEqualTo(Answer.TOO_LARGE);
		assertThat(decide(state, Demand.of(900, 100), 0).answer()).isEqualTo(Answer.ADMITTED);
	}

	@Test
	void whenAnswerIsOnlyExpectedShouldNotMakeTheCallTooLarge() {
		LimiterState state = state(RateLimits.NONE, new RateLimits(null, null, null, 1000L, null));
		assertThat(decide(state, new Demand(1, 10, 4000, false), 0).answer()).isEqualTo(Answer.ADMITTED);
	}

	@Test
	void whenAllPermitsAreTakenShouldQueueUntilOneIsReleased() {
		LimiterState one = admit(state(new RateLimits(null, null, null, null, 1), RateLimits.NONE), CALL, 0);
		LimiterState queued = decide(one, CALL, SECOND).next();
		assertThat(queued.waitFor(0, CALL, 0)).isEqualTo(Scope.UNTIL_RELEASED);
		LimiterState released = queued.settle(booking(one, CALL, 0), CALL, 0);
		assertThat(released.waitFor(0, CALL, 0)).isZero();
	}

	@Test
	void whenOthersWaitShouldNotPassThem() {
		LimiterState state = state(new RateLimits(60L, null, null, null, null), RateLimits.NONE);
		for (int i = 0; i < 5; i++) {
			state = admit(state, CALL, 0);
		}
		LimiterState queued = decide(state, CALL, 10 * SECOND).next();
		Verdict later = queued.decide(new Ask(1, CALL, 0, 10 * SECOND), 10, 2 * SECOND);
		assertThat(later.answer()).isEqualTo(Answer.QUEUED);
	}

	@Test
	void shouldExpectToWaitForAllThatAreAhead() {
		LimiterState state = state(new RateLimits(60L, null, null, null, null), RateLimits.NONE);
		for (int i = 0; i < 5; i++) {
			state = admit(state, CALL, 0);
		}
		for (int i = 1; i <= 4; i++) {
			Verdict verdict = decide(state, CALL, 4 * SECOND);
			assertThat(verdict.delay()).isEqualTo(i * SECOND);
			state = verdict.next();
		}
		assertThat(decide(state, CALL, 4 * SECOND).answer()).isEqualTo(Answer.WAIT_TOO_LONG);
	}

	@Test
	void whenACallComesBackShouldNotExpectToWaitForThoseBehindIt() {
		LimiterState state = state(new RateLimits(60L, null, null, null, null), RateLimits.NONE);
		for (int i = 0; i < 5; i++) {
			state = admit(state, CALL, 0);
		}
		for (int i = 0; i < 20; i++) {
			state = state.decide(new Ask(0, CALL, SECOND, 100 * SECOND), 100, 0).next();
		}
		assertThat(state.decide(new Ask(0, CALL, 0, 4 * SECOND), 100, 0).delay()).isEqualTo(SECOND);
	}

	@Test
	void whenQueueIsFullShouldSayHowLongItWouldHaveTaken() {
		LimiterState state = state(new RateLimits(5L, null, null, null, null), RateLimits.NONE);
		LimiterState queued = decide(admit(state, CALL, 0), CALL, 100 * SECOND).next();
		Verdict verdict = queued.decide(new Ask(0, CALL, 0, 100 * SECOND), 1, 0);
		assertThat(verdict.answer()).isEqualTo(Answer.QUEUE_FULL);
		assertThat(verdict.delay()).isEqualTo(24 * SECOND + SECOND * 12 / 100);
	}

	@Test
	void whenThrottledShouldPauseItsRouteNeverForLessAndTakeTheBurstOfOthers() {
		LimiterState state = admit(state(new RateLimits(600L, null, null, null, null), RateLimits.NONE), CALL, 0);
		Booking booking = booking(state, CALL, 0);
		LimiterState paused = state.throttled(booking, hint(3), 0).throttled(booking, hint(1), SECOND);
		assertThat(paused.waitFor(0, CALL, SECOND)).isEqualTo(2 * SECOND);
		assertThat(paused.waitFor(1, CALL, SECOND)).isEqualTo(SECOND / 10 + SECOND / 4);
		assertThat(paused.waitFor(0, CALL, 3 * SECOND)).isZero();
	}

	@Test
	void whenThrottledShouldKeepALittleLessThanTheProviderHas() {
		LimiterState state = admit(state(RateLimits.NONE, new RateLimits(600L, null, null, null, null)), CALL, 0);
		LimiterState paused = state.throttled(booking(state, CALL, 0), hint(3), 0);
		assertThat(paused.waitFor(0, CALL, 0)).isEqualTo(3 * SECOND + SECOND / 4);
		assertThat(admit(paused, CALL, 13 * SECOND / 4).waitFor(0, CALL, 13 * SECOND / 4)).isEqualTo(SECOND / 10);
	}

	@Test
	void whenThrottledWithoutAnyLimitShouldGoOnPacedAfterThePause() {
		LimiterState state = state(RateLimits.NONE, RateLimits.NONE);
		for (int i = 0; i < 100; i++) {
			state = admit(state, CALL, i * SECOND / 20);
		}
		LimiterState paused = state.throttled(booking(state, CALL, 5 * SECOND), hint(3), 5 * SECOND);
		assertThat(paused.routes()[0].pace().rate()).isBetween(13.5, 14.5);
		assertThat(paused.waitFor(0, CALL, 5 * SECOND)).isEqualTo(3 * SECOND);
		assertThat(admit(paused, CALL, 8 * SECOND).waitFor(0, CALL, 8 * SECOND)).isBetween(SECOND / 15, SECOND / 13);
	}

	@Test
	void whenNobodyElseIsInFlightShouldNotKeepThePace() {
		LimiterState state = admit(state(RateLimits.NONE, RateLimits.NONE), CALL, 0);
		Booking booking = booking(state, CALL, 0);
		LimiterState paced = state.throttled(booking, hint(1), 0).settle(booking, CALL, 0);
		LimiterState one = admit(admit(paced, CALL, SECOND).settle(booking, CALL, SECOND), CALL, SECOND + 1);
		assertThat(one.decide(new Ask(0, CALL, 0, 0), 0, SECOND + 2).answer()).isEqualTo(Answer.WAIT_TOO_LONG);
	}

	@Test
	void whenThrottledWithoutAHintShouldGoSlowerThanTheKnownLimit() {
		LimiterState state = admit(state(new RateLimits(600L, 60_000L, null, null, null), RateLimits.NONE), CALL, 0);
		LimiterState slower = state.throttled(booking(state, CALL, 0), NO_HINT, 0);
		assertThat(slower.routes()[0].pace().rate()).isEqualTo(3.5);
		assertThat(slower.waitFor(0, CALL, 0)).isGreaterThan(SECOND / 4);
	}

	@Test
	void whenLimitsAreUnknownShouldLearnThemWithoutWhatIsInFlight() {
		LimiterState state = admit(state(RateLimits.NONE, RateLimits.NONE), CALL, 0);
		Booking booking = booking(state, CALL, 0);
		LimiterState busy = admit(admit(state, CALL, 0), CALL, 0);
		LimiterState learnt = busy.learn(booking, requests(600L, 40L), TokenCounting.AT_ADMISSION, SECOND);
		assertThat(learnt.routes()[0].limit(Dimension.REQUESTS)).isEqualTo(new Limit(600, BURST, true));
		assertThat(learnt.routes()[0].bucket(Dimension.REQUESTS).available(SECOND)).isEqualTo(38);
	}

	@Test
	void whenLimitIsConfiguredShouldOnlyBeCorrected() {
		LimiterState state = admit(state(RateLimits.NONE, new RateLimits(600L, null, null, null, null)), CALL, 0);
		LimiterState learnt = state.learn(booking(state, CALL, 0), requests(6000L, 20L), TokenCounting.AT_ADMISSION, 0);
		assertThat(learnt.routes()[0].limit(Dimension.REQUESTS).perMinute()).isEqualTo(600);
		assertThat(learnt.routes()[0].bucket(Dimension.REQUESTS).available(0)).isEqualTo(20);
	}

	@Test
	void whenProviderSplitsTokensShouldNotLearnTheirSum() {
		ServerLimits.Bucket bucket = new ServerLimits.Bucket(400_000L, 400_000L, null);
		ServerLimits limits = new ServerLimits(ServerLimits.Bucket.UNKNOWN, bucket,
				new ServerLimits.Bucket(2_000_000L, 2_000_000L, null), bucket);
		LimiterState state = admit(state(RateLimits.NONE, RateLimits.NONE), CALL, 0);
		Scope learnt = state.learn(booking(state, CALL, 0), limits, TokenCounting.AS_PRODUCED, 0).routes()[0];
		assertThat(learnt.limit(Dimension.TOKENS).exists()).isFalse();
		assertThat(learnt.limit(Dimension.INPUT_TOKENS).perMinute()).isEqualTo(2_000_000);
	}

	@Test
	void whenHeadersMakeNoSenseShouldIgnoreThem() {
		LimiterState state = admit(state(RateLimits.NONE, RateLimits.NONE), CALL, 0);
		Booking booking = booking(state, CALL, 0);
		for (ServerLimits nonsense : new ServerLimits[] { requests(0L, 0L), requests(10L, 11L), requests(-1L, null),
				requests(null, 5L), requests(600L, -1L) }) {
			assertThat(state.learn(booking, nonsense, TokenCounting.AT_ADMISSION, 0)).isSameAs(state);
		}
	}

	@Test
	void whenLearntLimitIsSmallerThanACallShouldStillLetItGo() {
		LimiterState state = admit(state(RateLimits.NONE, RateLimits.NONE), Demand.of(1, 1), 0);
		ServerLimits limits = new ServerLimits(ServerLimits.Bucket.UNKNOWN, new ServerLimits.Bucket(100L, null, null),
				ServerLimits.Bucket.UNKNOWN, ServerLimits.Bucket.UNKNOWN);
		LimiterState learnt = state.learn(booking(state, Demand.of(1, 1), 0), limits, TokenCounting.AT_ADMISSION, 0);
		assertThat(decide(learnt, Demand.of(500, 0), 0).answer()).isEqualTo(Answer.ADMITTED);
	}

	@Test
	void whenLimitsAreReplacedShouldKeepDebtsAndWhatWasLearnt() {
		LimiterState state = admit(state(RateLimits.NONE, new RateLimits(600L, null, null, null, null)), CALL, 0);
		LimiterState other = state.with("openai/a",
				(scope) -> scope.withLimits(new RateLimits(null, 60_000L, null, null, 3), 0));
		assertThat(other.routes()[0].limit(Dimension.REQUESTS).exists()).isFalse();
		assertThat(other.routes()[0].limit(Dimension.TOKENS).perMinute()).isEqualTo(60_000);
		assertThat(other.routes()[0].profile().permits()).isEqualTo(3);
		assertThat(state.with("nobody", (scope) -> scope.resume(0))).isSameAs(state);
	}

	static LimiterState state(RateLimits provider, RateLimits route) {
		Scope account = Scope.of(new Profile("openai", Profile.UNLIMITED, BURST, false), provider, 0);
		Scope one = Scope.of(new Profile("openai/a", Profile.UNLIMITED, BURST, true), route, 0);
		Scope two = Scope.of(new Profile("openai/b", Profile.UNLIMITED, BURST, true), RateLimits.NONE, 0);
		return new LimiterState(account, new Scope[] { one, two });
	}

	static LimiterState admit(LimiterState state, Demand demand, long now) {
		Verdict verdict = state.decide(new Ask(0, demand, now, 0), 0, now);
		assertThat(verdict.answer()).isEqualTo(Answer.ADMITTED);
		return verdict.next();
	}

	static Booking booking(LimiterState state, Demand demand, long at) {
		return new Booking(0, demand, at, state.routes()[0]);
	}

	private static Throttling hint(int seconds) {
		return Throttling.of(Duration.ofSeconds(seconds), false, 0);
	}

	private static Verdict decide(LimiterState state, Demand demand, long patience) {
		return state.decide(new Ask(0, demand, 0, patience), 100, 0);
	}

	private static ServerLimits requests(Long limit, Long remaining) {
		return new ServerLimits(new ServerLimits.Bucket(limit, remaining, null), ServerLimits.Bucket.UNKNOWN,
				ServerLimits.Bucket.UNKNOWN, ServerLimits.Bucket.UNKNOWN);
	}

}
