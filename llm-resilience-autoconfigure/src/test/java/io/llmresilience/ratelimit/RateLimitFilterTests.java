package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.Message;
import io.llmresilience.ProviderException;
import io.llmresilience.ProviderException.Extent;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;
import io.llmresilience.model.TokenEstimator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RateLimitFilter}. The account has 6,000 tokens a minute and a burst of
 * 500; a call is estimated at 108 input tokens and asks for 300.
 */
class RateLimitFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final ChatRequest REQUEST = ChatRequest.builder().user("x".repeat(416)).maxTokens(300).build();

	private static final ChatCall CALL = TestCalls.of(REQUEST, ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL);

	private final Limiting limiting = new Limiting(Limiting.settings(Duration.ofSeconds(30)),
			Map.of("openai", new RateLimits(60L, 6000L, null, null, null)));

	private final TestPublisher<ChatEvent> provider = TestPublisher.create();

	@Test
	void whenAnswerIsCompleteShouldSettleBeforeItIsPassedOn() {
		long[] seen = new long[2];
		filtered(TokenCounting.AS_PRODUCED).doOnNext((event) -> {
			seen[0] = available(Dimension.TOKENS);
			seen[1] = inFlight();
		}).subscribe();
		assertThat(available(Dimension.TOKENS)).isEqualTo(500 - 108 - 300);
		this.provider.next(completed(new Usage(100L, 20L, 50L, null, null)));
		assertThat(seen).containsExactly(500 - 50 - 20, 0);
	}

	@Test
	void whenAPartWasCachedShouldLearnFromTheWholePrompt() {
		TokenEstimator estimator = TokenEstimator.calibrating(4);
		RateLimitFilter filter = new RateLimitFilter(this.limiting.limiter, TokenCounting.AS_PRODUCED, estimator,
				this.limiting.timer);
		StepVerifier.create(filter.filter(CALL, (call) -> Flux.just(completed(new Usage(150L, 20L, 140L, null, null)))))
			.expectNextCount(1)
			.verifyComplete();
		assertThat(estimator.estimate(REQUEST).tokens()).isBetween(150L, 160L);
	}

	@Test
	void whenProviderReservesTheAnswerShouldOnlyReturnInput() {
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.provider.next(completed(new Usage(100L, 20L, 50L, null, null))).complete())
			.expectNextCount(1)
			.verifyComplete();
		assertThat(available(Dimension.TOKENS)).isEqualTo(500 - 100 - 300);
	}

	@ParameterizedTest
	@CsvSource({ "SERVER_ERROR, YES, 4, 92", "TIMEOUT, UNKNOWN, 4, 92", "CONNECTION, NO, 5, 500",
			"RATE_LIMITED, YES, -1, -25" })
	void whenAttemptFailsShouldChargeByWhatWasSent(FailureKind kind, Sent sent, long requests, long tokens) {
		ProviderException failure = ProviderException.of(kind, Limiting.A).sent(sent).build();
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.provider.error(failure))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		assertThat(available(Dimension.REQUESTS)).isEqualTo(requests);
		assertThat(available(Dimension.TOKENS)).isEqualTo(tokens);
		assertThat(inFlight()).isZero();
	}

	@Test
	void whenAnInnerRoomRefusesShouldReturnEverything() {
		CallRefusedException refusal = new CallRefusedException(FailureKind.DEADLINE, null, "no");
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.provider.error(refusal))
			.verifyError(CallRefusedException.class);
		assertThat(available(Dimension.TOKENS)).isEqualTo(500);
	}

	@Test
	void whenNextThrowsShouldFailAndGiveThePermitBack() {
		StepVerifier.create(filter(TokenCounting.AT_ADMISSION).filter(CALL, (call) -> {
			throw new IllegalStateException("broken");
		})).verifyError(IllegalStateException.class);
		assertThat(inFlight()).isZero();
	}

	@Test
	void whenCancelledInTheMiddleShouldChargeInputAndWhatWasSeen() {
		StepVerifier.create(filtered(TokenCounting.AS_PRODUCED))
			.then(() -> this.provider.next(started(ServerLimits.UNKNOWN), TestCalls.text("y".repeat(40))))
			.expectNextCount(2)
			.thenCancel()
			.verify(LIMIT);
		this.provider.assertCancelled();
		assertThat(available(Dimension.TOKENS)).isEqualTo(500 - 90 - 10);
		assertThat(inFlight()).isZero();
	}

	@Test
	void whenCancelledBeforeAnythingCameShouldKeepTheCharge() {
		filtered(TokenCounting.AT_ADMISSION).subscribe().dispose();
		this.provider.assertCancelled();
		assertThat(available(Dimension.TOKENS)).isEqualTo(92);
		assertThat(inFlight()).isZero();
	}

	@Test
	void whenItHadToWaitShouldSayHowLong() {
		this.limiting.calls(5, Demand.of(0, 0));
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.limiting.pass(1000))
			.expectNext(new ChatEvent.Note.Waiting(Duration.ofSeconds(1), WaitReason.LIMITER))
			.then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.expectNextCount(1)
			.verifyComplete();
	}

	@Test
	void whenTheWaitEndsInARefusalShouldSayHowLong() {
		Limiting.Call ahead = this.limiting.call(Demand.of(0, 0));
		this.limiting.calls(5, Demand.of(0, 0));
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.limiting.pass(500))
			.then(() -> ahead.permit().throttled(Duration.ofHours(1), Extent.ROUTE))
			.expectNext(new ChatEvent.Note.Waiting(Duration.ofMillis(500), WaitReason.LIMITER))
			.verifyError(CallRefusedException.class);
	}

	@Test
	void whenRefusedWithoutAWaitShouldNotTellOfOne() {
		this.limiting.call(Demand.of(0, 0)).permit().throttled(Duration.ofHours(1), Extent.ROUTE);
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION)).verifyError(CallRefusedException.class);
	}

	@Test
	void whenRefusedAtOnceShouldNotTakeOurOwnTimeForAWait() {
		this.limiting.call(Demand.of(0, 0)).permit().throttled(Duration.ofHours(1), Extent.ROUTE);
		AtomicLong micros = new AtomicLong();
		RateLimitFilter filter = new RateLimitFilter(this.limiting.limiter, TokenCounting.AT_ADMISSION,
				TokenEstimator.calibrating(4), () -> Instant.EPOCH.plus(micros.addAndGet(300), ChronoUnit.MICROS));
		StepVerifier.create(filter.filter(CALL, (call) -> this.provider.flux()))
			.verifyError(CallRefusedException.class);
	}

	@Test
	void whenAnotherRouteIsLeftShouldNameWhatBoundsTheWait() {
		this.limiting.call(Demand.of(0, 0)).permit().throttled(Duration.ofSeconds(20), Extent.ROUTE);
		ChatCall hop = CALL.withHop(new ChatCall.Hop(2, Duration.ofSeconds(5), Instant.MAX));
		StepVerifier.create(filter(TokenCounting.AT_ADMISSION).filter(hop, (call) -> this.provider.flux()))
			.expectErrorSatisfies((refusal) -> assertThat(refusal).hasMessageContaining("longer than the 5 s it may")
				.hasMessageContaining("'llm.resilience.fallback.patience'"))
			.verify(LIMIT);
	}

	@Test
	void whenCancelledBetweenTheWaitAndTheSendingShouldReturnEverything() {
		this.limiting.calls(5, Demand.of(0, 0));
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION), 1)
			.then(() -> this.limiting.pass(1000))
			.expectNextCount(1)
			.thenCancel()
			.verify(LIMIT);
		this.provider.assertWasNotSubscribed();
		assertThat(available(Dimension.TOKENS)).isEqualTo(500);
	}

	@Test
	void whenCancelledWhileWaitingShouldNeverSend() {
		this.limiting.calls(5, Demand.of(0, 0));
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION)).thenCancel().verify(LIMIT);
		this.limiting.pass(5000);
		this.provider.assertWasNotSubscribed();
		assertThat(this.limiting.timer.tasksLeft()).isZero();
	}

	@Test
	void whenConsumerIsSlowShouldNotAskAhead() {
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION), 0)
			.thenRequest(2)
			.then(() -> this.provider.assertMinRequested(2).assertMaxRequested(2))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void whenDeadlineComesBeforeTheQuotaShouldRefuse() {
		Limiting limiting = new Limiting(Limiting.settings(Duration.ofHours(1)),
				Map.of("openai", new RateLimits(60L, null, null, null, null)));
		limiting.calls(126, Demand.of(0, 0));
		RateLimitFilter filter = new RateLimitFilter(limiting.limiter, TokenCounting.AT_ADMISSION,
				TokenEstimator.calibrating(4), limiting.timer);
		StepVerifier.create(filter.filter(CALL, (call) -> Flux.never()))
			.expectErrorSatisfies(
					(failure) -> assertThat(failure).isInstanceOfSatisfying(CallRefusedException.class, (refusal) -> {
						assertThat(refusal.kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT);
						assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(122));
					}))
			.verify(LIMIT);
	}

	/**
	 * What a caller writes into a request changes nothing of what it is charged.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void whenRequestClaimsToBeFreeShouldChargeItAllTheSame(long seed) {
		Random random = new Random(seed);
		String[] keys = { "usage", "refund", "total_tokens", "settled", "cached_tokens", "max_tokens" };
		ChatRequest forged = REQUEST.mutate()
			.label(keys[random.nextInt(keys.length)], "0")
			.userId(keys[random.nextInt(keys.length)] + "=0")
			.extra("openai", keys[random.nextInt(keys.length - 1)], -random.nextInt(1000))
			.build();
		filter(TokenCounting.AT_ADMISSION)
			.filter(TestCalls.of(forged, ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL),
					(call) -> Flux.just(completed(Usage.UNKNOWN)))
			.blockLast(LIMIT);
		assertThat(available(Dimension.TOKENS)).as("seed %s", seed).isEqualTo(500 - 108 - 300);
	}

	@Test
	void whenProviderSaysWhatItAllowsShouldLearnIt() {
		ServerLimits limits = limits(30_000L, 20_000L);
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.provider.next(started(limits)))
			.expectNextCount(1)
			.thenCancel()
			.verify(LIMIT);
		assertThat(this.limiting.snapshot(Limiting.A).quotas()).extracting(RateLimitSnapshot.Quota::limit)
			.containsExactly(30_000L);
	}

	@Test
	void whenARefusalSaysWhatIsAllowedShouldLearnIt() {
		ProviderException failure = ProviderException.of(FailureKind.RATE_LIMITED, Limiting.A)
			.limits(limits(30_000L, 0L))
			.retryAfter(Duration.ofSeconds(2))
			.build();
		StepVerifier.create(filtered(TokenCounting.AT_ADMISSION))
			.then(() -> this.provider.error(failure))
			.verifyError(ProviderException.class);
		RateLimitSnapshot snapshot = this.limiting.snapshot(Limiting.A);
		assertThat(snapshot.quotas()).extracting(RateLimitSnapshot.Quota::learnt).containsExactly(true);
		assertThat(snapshot.pausedUntil()).isEqualTo(this.limiting.timer.instant().plusSeconds(2));
	}

	@Test
	void whenEveryAttemptOfACallIsChargedShouldCountTwoRequests() {
		ProviderException failure = ProviderException.of(FailureKind.SERVER_ERROR, Limiting.A).build();
		StepVerifier.create(filter(TokenCounting.AT_ADMISSION).filter(CALL, (call) -> Flux.error(failure)).retry(1))
			.thenAwait()
			.then(() -> this.limiting.pass(10_000))
			.expectNextCount(1)
			.verifyError(ProviderException.class);
		assertThat(this.limiting.snapshot(Limiting.A).waited()).isEqualTo(1);
	}

	@Test
	void whenMaxTokensIsNotSetShouldStillReserveAnAnswer() {
		RateLimitFilter filter = filter(TokenCounting.AT_ADMISSION);
		filter.filter(TestCalls.streamed(), (call) -> Flux.never()).subscribe();
		assertThat(available(Dimension.TOKENS)).isLessThan(500 - 1024);
	}

	@Test
	void whenAnswersAreShortShouldReserveLessForTheNext() {
		RateLimitFilter filter = filter(TokenCounting.AS_PRODUCED);
		for (int i = 0; i < 5; i++) {
			filter.filter(CALL, (call) -> Flux.just(completed(new Usage(null, 20L, null, null, null)))).subscribe();
			this.limiting.pass(60_000);
		}
		filter.filter(CALL, (call) -> Flux.never()).subscribe();
		assertThat(available(Dimension.TOKENS)).isGreaterThanOrEqualTo(500 - 108 - 30);
	}

	private Flux<ChatEvent> filtered(TokenCounting counting) {
		return filter(counting).filter(CALL, (call) -> this.provider.flux());
	}

	private RateLimitFilter filter(TokenCounting counting) {
		RateLimiter limiter = (counting == TokenCounting.AT_ADMISSION) ? this.limiting.limiter
				: this.limiting.limiters.limiterFor(Limiting.B, counting);
		return new RateLimitFilter(limiter, counting, TokenEstimator.calibrating(4), this.limiting.timer);
	}

	private long available(Dimension dimension) {
		return this.limiting.snapshot("openai")
			.quotas()
			.stream()
			.filter((quota) -> quota.dimension() == dimension)
			.findFirst()
			.orElseThrow()
			.available();
	}

	private long inFlight() {
		return this.limiting.snapshot("openai").inFlight();
	}

	private static ServerLimits limits(Long limit, Long remaining) {
		return new ServerLimits(ServerLimits.Bucket.UNKNOWN, new ServerLimits.Bucket(limit, remaining, null),
				ServerLimits.Bucket.UNKNOWN, ServerLimits.Bucket.UNKNOWN);
	}

	private static ChatEvent started(ServerLimits limits) {
		return new ChatEvent.Started("req_1", null, new Usage(90L, null, null, null, null), limits);
	}

	private static ChatEvent completed(Usage usage) {
		return new ChatEvent.Completed(ChatResponse.of(new Message.Assistant(List.of(new Content.Text("a"))),
				FinishReason.STOP, "stop", usage, new ChatResponse.Origin(Limiting.A, null, null)));
	}

}
