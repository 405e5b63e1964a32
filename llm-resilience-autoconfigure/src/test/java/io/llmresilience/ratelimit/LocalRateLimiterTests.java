package io.llmresilience.ratelimit;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException.Extent;
import io.llmresilience.Usage;
import io.llmresilience.ratelimit.Limiting.Call;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiter.Permit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LocalRateLimiter} in virtual time. The limit is 60 requests a minute
 * with a burst of 5 unless said otherwise.
 */
class LocalRateLimiterTests {

	private static final Demand CALL = Demand.of(100, 0);

	private final Limiting limiting = Limiting.of(requests(60));

	@Test
	void whenQuotaIsUsedShouldWaitInTheOrderOfArrival() {
		List<Call> calls = this.limiting.calls(8, CALL);
		assertThat(Limiting.granted(calls)).isEqualTo(5);
		this.limiting.pass(3000);
		assertThat(calls.subList(5, 8)).extracting(Call::grantedAtMillis).containsExactly(1000L, 2000L, 3000L);
		assertThat(calls.get(7).permit().waited()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void whenLimitIsTinyShouldLetCallsGoOneByOneAndALittleSlower() {
		Limiting limiting = Limiting.of(requests(5));
		List<Call> calls = limiting.calls(3, CALL);
		limiting.pass(30_000);
		assertThat(calls).extracting(Call::grantedAtMillis).containsExactly(0L, 12_060L, 24_120L);
	}

	@Test
	void whenCallIsLargerThanTheBurstShouldGoWhenTheBucketIsFull() {
		Limiting limiting = Limiting.of(new RateLimits(null, 6000L, null, null, null));
		limiting.calls(5, CALL);
		Call large = limiting.call(Demand.of(4000, 0));
		Call next = limiting.call(CALL);
		limiting.pass(5000);
		assertThat(large.grantedAtMillis()).isEqualTo(5000);
		assertThat(next.granted()).isFalse();
		assertThat(next.refusal().kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
	}

	@Test
	void whenCallExceedsTheMinuteShouldSayWhatToChange() {
		Call call = Limiting.of(new RateLimits(null, 6000L, null, null, null)).call(Demand.of(5000, 1024));
		assertThat(call.refusal().kind()).isEqualTo(FailureKind.REQUEST_TOO_LARGE);
		assertThat(call.refusal()).hasMessage("openai/a: request needs about 6024, more than "
				+ "'rate-limit.tokens-per-minute' of 6000 for openai; shorten its messages, lower its max-tokens, "
				+ "or raise the limit if the provider allows it");
	}

	@Test
	void whenWaitWouldBeTooLongShouldRefuseNowAndSayHowLong() {
		List<Call> calls = this.limiting.calls(36, CALL);
		assertThat(calls.get(34).refusal).isNull();
		assertThat(calls.get(35).refusal().kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
		assertThat(calls.get(35).refusal().retryAfter()).isEqualTo(Duration.ofSeconds(31));
		assertThat(calls.get(35).refusal())
			.hasMessageContaining("call would wait 31 s for its rate limit, longer " + "than the 30 s it may");
		this.limiting.pass(30_000);
		assertThat(Limiting.granted(calls)).isEqualTo(35);
	}

	@Test
	void whenDeadlineIsNearShouldRefuseNow() {
		this.limiting.calls(6, CALL);
		Call call = this.limiting.call(this.limiting.limiter, CALL, Duration.ofMillis(1999));
		assertThat(call.refusal().kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
		assertThat(this.limiting.call(this.limiting.limiter, CALL, Duration.ofMillis(2000)).refusal).isNull();
	}

	@Test
	void whenQueueIsFullShouldRefuseNow() {
		RateLimitSettings settings = new RateLimitSettings(Duration.ofSeconds(30), 2, Duration.ofSeconds(5), true,
				Mode.ENFORCE);
		Limiting limiting = new Limiting(settings, Map.of("openai", requests(60)));
		List<Call> calls = limiting.calls(8, CALL);
		assertThat(calls.get(7).refusal().kind()).isEqualTo(FailureKind.QUEUE_FULL);
		assertThat(calls.get(7).refusal().retryAfter()).isEqualTo(Duration.ofSeconds(3));
		assertThat(calls.get(7).refusal()).hasMessageContaining("'llm.resilience.rate-limit.max-queue' allows, 2,");
	}

	@Test
	void whenACallComesBackShouldKeepItsPlace() {
		this.limiting.calls(7, CALL);
		Call back = this.limiting.call(this.limiting.limiter, CALL, Instant.EPOCH.minusSeconds(1), Limiting.FOREVER);
		this.limiting.pass(1000);
		assertThat(back.grantedAtMillis()).isEqualTo(1000);
	}

	@Test
	void whenAWaitingCallIsCancelledShouldGiveItsPlaceToTheNext() {
		List<Call> calls = this.limiting.calls(8, CALL);
		calls.get(5).cancel();
		assertThat(this.limiting.snapshot(Limiting.A).waiting()).isEqualTo(2);
		this.limiting.pass(2000);
		assertThat(calls.subList(6, 8)).extracting(Call::grantedAtMillis).containsExactly(1000L, 2000L);
	}

	@Test
	void whenAllWaitersHaveGoneShouldLeaveNoTimer() {
		List<Call> calls = this.limiting.calls(8, CALL);
		calls.forEach(Call::cancel);
		assertThat(this.limiting.timer.tasksLeft()).isZero();
		assertThat(this.limiting.snapshot(Limiting.A).waiting()).isZero();
	}

	@Test
	void whenALargeCallWaitsShouldNotLetSmallOnesPass() {
		Limiting limiting = Limiting.of(new RateLimits(null, 6000L, null, null, null));
		limiting.calls(5, CALL);
		Call large = limiting.call(Demand.of(400, 0));
		Call small = limiting.call(Demand.of(10, 0));
		limiting.pass(3999);
		assertThat(small.granted()).isFalse();
		limiting.pass(101);
		assertThat(large.grantedAtMillis()).isEqualTo(4000);
		assertThat(small.grantedAtMillis()).isEqualTo(4100);
	}

	@Test
	void whenOneModelIsShortShouldNotHoldUpAnother() {
		Limiting limiting = new Limiting(Limiting.settings(Duration.ofSeconds(30)), Map.of(Limiting.A, requests(5)));
		List<Call> calls = limiting.calls(2, CALL);
		RateLimiter other = limiting.limiters.limiterFor(Limiting.B, TokenCounting.AT_ADMISSION);
		Call free = limiting.call(other, CALL, Duration.ZERO);
		limiting.pass(0);
		assertThat(calls.get(1).granted()).isFalse();
		assertThat(free.granted()).isTrue();
	}

	@Test
	void whenAProvidersLimitIsShortShouldLetItsModelsGoByArrival() {
		RateLimiter other = this.limiting.limiters.limiterFor(Limiting.B, TokenCounting.AT_ADMISSION);
		this.limiting.calls(5, CALL);
		List<Call> waiting = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			RateLimiter limiter = (i % 2 == 0) ? this.limiting.limiter : other;
			waiting.add(this.limiting.call(limiter, CALL, Instant.EPOCH.plusMillis(i), Limiting.FOREVER));
		}
		this.limiting.pass(6000);
		assertThat(waiting).extracting(Call::grantedAtMillis).isSortedAccordingTo(Comparator.naturalOrder());
		assertThat(Limiting.granted(waiting)).isEqualTo(6);
	}

	@Test
	void whenAPermitIsReleasedShouldLetTheNextGoAtOnce() {
		Limiting limiting = Limiting.of(new RateLimits(null, null, null, null, 2));
		List<Call> calls = limiting.calls(4, CALL);
		assertThat(Limiting.granted(calls)).isEqualTo(2);
		calls.get(0).permit().keep();
		calls.get(0).permit().refund();
		limiting.pass(0);
		assertThat(Limiting.granted(calls)).isEqualTo(3);
	}

	@Test
	void whenNoPermitIsReleasedInTimeShouldRefuse() {
		Limiting limiting = Limiting.of(new RateLimits(null, null, null, null, 1));
		List<Call> calls = limiting.calls(2, CALL);
		limiting.pass(30_000);
		assertThat(calls.get(1).refusal().kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
		assertThat(calls.get(1).refusal()).hasMessageContaining("call has waited 30 s");
		assertThat(limiting.snapshot(Limiting.A).waiting()).isZero();
	}

	@Test
	void whenThrottledShouldLetNobodyGoBeforeTheHintAndThenGoOnPaced() {
		Limiting limiting = Limiting.of(requests(600));
		Call first = limiting.call(CALL);
		first.permit().throttled(Duration.ofSeconds(3), Extent.ROUTE);
		List<Call> calls = limiting.calls(200, CALL);
		limiting.pass(2999);
		assertThat(Limiting.granted(calls)).isZero();
		limiting.pass(1001);
		assertThat(Limiting.granted(calls)).isLessThanOrEqualTo(50);
		limiting.pass(26_000);
		assertThat(Limiting.granted(calls)).isEqualTo(200);
	}

	@Test
	void whenANewPauseIsTooLongForAWaiterShouldRefuseItNow() {
		List<Call> calls = this.limiting.calls(6, CALL);
		calls.get(0).permit().throttled(Duration.ofSeconds(40), Extent.ROUTE);
		this.limiting.pass(0);
		assertThat(calls.get(5).refusal().kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
	}

	@Test
	void whenSurplusIsReturnedShouldLetTheNextGo() {
		Limiting limiting = Limiting.of(new RateLimits(null, 6000L, null, null, null));
		Call large = limiting.call(Demand.of(500, 0));
		Call next = limiting.call(CALL);
		large.permit().settle(new Usage(100L, 5L, null, null, null));
		limiting.pass(0);
		assertThat(next.granted()).isTrue();
	}

	@Test
	void whenLimitIsRaisedShouldJudgeWaitersAgain() {
		List<Call> calls = this.limiting.calls(10, CALL);
		this.limiting.limiters.reconfigure("openai", requests(600));
		this.limiting.pass(600);
		assertThat(Limiting.granted(calls)).isEqualTo(10);
	}

	@Test
	void whenNameIsUnknownShouldListTheKnown() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.limiting.limiters.reconfigure("mistral", RateLimits.NONE))
			.withMessage("'name' must be a provider or a route in use, one of [openai] and [openai/a], "
					+ "but is 'mistral'");
	}

	@Test
	void whenStoppedShouldRefuseThoseWhoWaitAndThoseWhoCome() {
		List<Call> calls = this.limiting.calls(7, CALL);
		this.limiting.limiters.stop();
		this.limiting.pass(0);
		assertThat(calls.subList(5, 7)).extracting((call) -> call.refusal().kind()).containsOnly(FailureKind.SHUTDOWN);
		assertThat(this.limiting.call(CALL).refusal().kind()).isEqualTo(FailureKind.SHUTDOWN);
		assertThat(this.limiting.snapshot("openai").inFlight()).isEqualTo(5);
		assertThat(this.limiting.timer.tasksLeft()).isZero();
	}

	@Test
	void whenStartedAgainShouldLetCallsGo() {
		this.limiting.limiters.stop();
		this.limiting.limiters.start();
		assertThat(this.limiting.call(CALL).granted()).isTrue();
	}

	@Test
	void whenAskedToResumeShouldForgetPauseAndPace() {
		Limiting limiting = Limiting.of(RateLimits.NONE);
		limiting.call(CALL).permit().throttled(Duration.ofMinutes(10), Extent.ROUTE);
		assertThat(limiting.call(CALL).refusal().kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
		limiting.limiters.resume(Limiting.A);
		assertThat(Limiting.granted(limiting.calls(100, CALL))).isEqualTo(100);
	}

	@Test
	void whenTheWholeAccountIsRefusedShouldPauseAllItsRoutes() {
		RateLimiter other = this.limiting.limiters.limiterFor(Limiting.B, TokenCounting.AT_ADMISSION);
		this.limiting.call(CALL).permit().throttled(Duration.ofSeconds(10), Extent.PROVIDER);
		Call call = this.limiting.call(other, CALL, Limiting.FOREVER);
		this.limiting.pass(9_999);
		assertThat(call.granted()).isFalse();
		this.limiting.pass(1_251);
		assertThat(call.permit().waitReason()).isEqualTo(WaitReason.HINT);
	}

	@Test
	void whenOneRouteIsRefusedShouldLetTheOthersGo() {
		Limiting limiting = Limiting.of(RateLimits.NONE);
		RateLimiter other = limiting.limiters.limiterFor(Limiting.B, TokenCounting.AT_ADMISSION);
		limiting.call(CALL).permit().throttled(Duration.ofSeconds(10), Extent.ROUTE);
		assertThat(limiting.call(other, CALL, Duration.ZERO).granted()).isTrue();
		assertThat(limiting.call(limiting.limiter, CALL, Duration.ZERO).granted()).isFalse();
	}

	@Test
	void whenOnlyObservingShouldLetEverythingGoAndCount() {
		RateLimitSettings settings = new RateLimitSettings(Duration.ofSeconds(30), 10, Duration.ofSeconds(5), true,
				Mode.OBSERVE);
		Limiting limiting = new Limiting(settings, Map.of("openai", requests(60)));
		List<Call> calls = limiting.calls(50, CALL);
		assertThat(Limiting.granted(calls)).isEqualTo(50);
		assertThat(limiting.snapshot(Limiting.A).waited()).isEqualTo(30);
		assertThat(limiting.snapshot(Limiting.A).refused()).isEqualTo(15);
		assertThat(calls).allMatch((call) -> call.permit().waited().isZero());
		calls.forEach((call) -> call.permit().refund());
		assertThat(limiting.snapshot(Limiting.A).inFlight()).isZero();
	}

	@Test
	void whenAskedShouldTellHowEverythingStands() {
		List<Call> calls = this.limiting.calls(7, CALL);
		calls.get(0).permit().throttled(Duration.ofSeconds(4), Extent.ROUTE);
		RateLimitSnapshot provider = this.limiting.snapshot("openai");
		assertThat(provider.quotas()).containsExactly(new RateLimitSnapshot.Quota(Dimension.REQUESTS, 60, -1, false));
		assertThat(provider.inFlight()).isEqualTo(4);
		assertThat(this.limiting.snapshot(Limiting.A).waiting()).isEqualTo(2);
		assertThat(this.limiting.snapshot(Limiting.A).pausedUntil()).isEqualTo(Instant.ofEpochSecond(4));
	}

	@Test
	void whenSubscriberWantsNothingYetShouldGiveThePermitBackOnCancel() {
		BaseSubscriber<Permit> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
			}

		};
		this.limiting.limiter.acquire(CALL, Instant.EPOCH, Limiting.FOREVER).subscribe(subscriber);
		assertThat(this.limiting.snapshot(Limiting.A).inFlight()).isEqualTo(1);
		subscriber.cancel();
		assertThat(this.limiting.snapshot(Limiting.A).inFlight()).isZero();
	}

	@Test
	void whenTenThousandWaitShouldTakeNoThreadAndLittleMemory() {
		Limiting limiting = new Limiting(Limiting.settings(Duration.ofHours(24)), Map.of("openai", requests(60)));
		limiting.calls(100, CALL);
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		long before = usedMemory();
		List<Call> calls = limiting.calls(10_000, CALL);
		long each = (usedMemory() - before) / 10_000;
		assertThat(limiting.snapshot(Limiting.A).waiting()).isEqualTo(10_095);
		assertThat(each).isLessThan(2048);
		assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads);
		assertThat(calls).noneMatch(Call::granted);
	}

	private static long usedMemory() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static RateLimits requests(long perMinute) {
		return new RateLimits(perMinute, null, null, null, null);
	}

}
