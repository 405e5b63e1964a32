package io.llmresilience.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimate;
import io.llmresilience.model.TokenEstimator;
import io.llmresilience.model.TokenEstimators;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for calls of which an estimate says that they are larger than the limit. The
 * account has 1,000 tokens a minute; a call is estimated at 1,004 and asks for 100.
 */
@ExtendWith(OutputCaptureExtension.class)
class CountedRateLimitTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final ModelSpec MODEL = new ModelSpec(Limiting.A, true, 128_000, 4096, Set.of());

	private static final ChatCall LARGE = call("x".repeat(4000));

	private final Limiting limiting = Limiting.of(new RateLimits(null, 1000L, null, null, null));

	private final AtomicInteger counts = new AtomicInteger();

	@Test
	void whenTheEstimateWasTooHighShouldLetTheCallGoWithWhatWasCounted() {
		StepVerifier.create(filtered(LARGE, () -> 300)).expectNextCount(1).thenCancel().verify(LIMIT);
		assertThat(this.counts).hasValue(1);
		assertThat(available()).isEqualTo(available(new RateLimits(null, 1000L, null, null, null)) - 300 - 100);
	}

	@Test
	void whenTheCallIsReallyTooLargeShouldRefuseItOnceWithWhatWasCounted() {
		StepVerifier.create(filtered(LARGE, () -> 950)).expectErrorSatisfies((failure) -> {
			assertThat(failure).isInstanceOf(CallRefusedException.class).hasMessageContaining("about 1050");
			assertThat(((CallRefusedException) failure).kind()).isEqualTo(FailureKind.REQUEST_TOO_LARGE);
		}).verify(LIMIT);
		assertThat(this.counts).hasValue(1);
	}

	@Test
	void whenTheEstimateFitsShouldNotCount() {
		StepVerifier.create(filtered(call("x".repeat(400)), () -> 1)).expectNextCount(1).thenCancel().verify(LIMIT);
		assertThat(this.counts).hasValue(0);
	}

	@Test
	void whenTheCallIsRefusedForAnotherReasonShouldNotCount() {
		ChatCall call = new ChatCall(ChatRequest.builder().user("x".repeat(3000)).maxTokens(100).build(),
				TestCalls.ARRIVAL, TestCalls.ARRIVAL.plusSeconds(1), ChatCall.Wire.STREAMED,
				ChatCall.InterruptionMode.FAIL);
		StepVerifier.create(filtered(call, () -> 1).concatWith(filtered(call, () -> 1)).take(1))
			.expectNextCount(1)
			.verifyComplete();
		StepVerifier.create(filtered(call, () -> 1))
			.expectErrorSatisfies((failure) -> assertThat(((CallRefusedException) failure).kind())
				.isEqualTo(FailureKind.RATE_LIMIT_WAIT))
			.verify(LIMIT);
		assertThat(this.counts).hasValue(0);
	}

	@Test
	void whenTheProviderFindsTheCallTooLargeShouldNotCount() {
		CallRefusedException inner = new CallRefusedException(FailureKind.REQUEST_TOO_LARGE, null, "no");
		StepVerifier.create(filter(() -> 1).filter(call("Hi"), (call) -> Flux.error(inner)))
			.expectErrorSatisfies((failure) -> assertThat(failure).isSameAs(inner))
			.verify(LIMIT);
		assertThat(this.counts).hasValue(0);
	}

	@Test
	void whenCountingFailsShouldRefuseByTheEstimate(CapturedOutput output) {
		StepVerifier.create(filtered(LARGE, () -> {
			throw new IllegalStateException("secret");
		})).expectErrorSatisfies((failure) -> assertThat(failure).hasMessageContaining("about 1104")).verify(LIMIT);
		assertThat(output).contains(Limiting.A, "IllegalStateException").doesNotContain("secret");
	}

	@Test
	void whenModelCannotBeCountedShouldRefuseByTheEstimate() {
		TokenEstimator estimator = TokenEstimator.calibrating(4);
		assertThat(estimator.withCounter(TokenCounter.estimating(new TokenEstimators()), MODEL,
				Schedulers.boundedElastic()))
			.isSameAs(estimator);
		StepVerifier.create(filter(estimator).filter(LARGE, (call) -> Flux.never()))
			.expectErrorSatisfies((failure) -> assertThat(failure).hasMessageContaining("about 1104"))
			.verify(LIMIT);
	}

	@Test
	void whenCancelledWhileCountingShouldTakeNothing() {
		long before = available(new RateLimits(null, 1000L, null, null, null));
		TokenEstimator estimator = TokenEstimator.calibrating(4)
			.withCounter(new Counter(() -> 300), MODEL, this.limiting.timer);
		StepVerifier.create(filter(estimator).filter(LARGE, (call) -> Flux.never())).thenCancel().verify(LIMIT);
		this.limiting.pass(1000);
		assertThat(this.counts).hasValue(0);
		assertThat(available()).isEqualTo(before);
	}

	@Test
	void whenCalledOnAnEventLoopShouldCountElsewhere() {
		ModelSpec gpt = new ModelSpec("openai/gpt-4o", true, 128_000, 4096, Set.of());
		TokenEstimator estimator = TokenEstimator.calibrating(4)
			.withCounter(TokenCounter.openAi(new TokenEstimators()), gpt, Schedulers.boundedElastic());
		ChatCall spaces = call("x" + " ".repeat(4000) + "x");
		Mono<ChatEvent> first = filter(estimator).filter(spaces, (call) -> Flux.just(TestCalls.text("a"))).next();
		StepVerifier.create(first.subscribeOn(Schedulers.parallel())).expectNextCount(1).expectComplete().verify(LIMIT);
	}

	@Test
	void whenCountedShouldStillLearnFromTheAnswer() {
		TokenEstimator estimator = TokenEstimator.calibrating(4)
			.withCounter(new Counter(() -> 300), MODEL, Schedulers.immediate());
		RateLimitFilter filter = filter(estimator);
		for (int i = 0; i < 20; i++) {
			StepVerifier.create(filter.filter(LARGE, (call) -> Flux.just(completed(300))))
				.thenAwait()
				.then(() -> this.limiting.pass(60_000))
				.thenConsumeWhile((event) -> true)
				.expectComplete()
				.verify(LIMIT);
		}
		assertThat(this.counts).hasValueBetween(1, 15);
		assertThat(estimator.estimate(LARGE.request()).tokens()).isLessThan(500);
	}

	private static ChatEvent completed(long inputTokens) {
		return new ChatEvent.Completed(ChatResponse.of(new Message.Assistant(List.of(new Content.Text("a"))),
				FinishReason.STOP, "stop", new Usage(inputTokens, 20L, null, null, null),
				new ChatResponse.Origin(Limiting.A, null, null)));
	}

	private Flux<ChatEvent> filtered(ChatCall call, LongSupplier tokens) {
		return filter(tokens).filter(call, (each) -> Flux.just(TestCalls.text("a")));
	}

	private RateLimitFilter filter(LongSupplier tokens) {
		return filter(TokenEstimator.calibrating(4).withCounter(new Counter(tokens), MODEL, Schedulers.immediate()));
	}

	private RateLimitFilter filter(TokenEstimator estimator) {
		return new RateLimitFilter(this.limiting.limiter, TokenCounting.AT_ADMISSION, estimator, this.limiting.timer);
	}

	private static ChatCall call(String text) {
		return TestCalls.of(ChatRequest.builder().user(text).maxTokens(100).build(), ChatCall.Wire.STREAMED,
				ChatCall.InterruptionMode.FAIL);
	}

	private long available() {
		return this.limiting.snapshot("openai").quotas().get(0).available();
	}

	private static long available(RateLimits limits) {
		return Limiting.of(limits).snapshot("openai").quotas().get(0).available();
	}

	private final class Counter implements TokenCounter {

		private final LongSupplier tokens;

		Counter(LongSupplier tokens) {
			this.tokens = tokens;
		}

		@Override
		public boolean isExact(ModelSpec model) {
			return true;
		}

		@Override
		public long count(String text, ModelSpec model) {
			throw new AssertionError("not asked for");
		}

		@Override
		public long count(Message message, ModelSpec model) {
			throw new AssertionError("not asked for");
		}

		@Override
		public long count(ChatRequest request, ModelSpec model) {
			CountedRateLimitTests.this.counts.incrementAndGet();
			return this.tokens.getAsLong();
		}

	}

}
