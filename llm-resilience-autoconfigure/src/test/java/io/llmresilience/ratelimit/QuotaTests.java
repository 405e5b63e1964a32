package io.llmresilience.ratelimit;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException.Extent;
import io.llmresilience.model.TokenEstimator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers get of a provider's quota when they want more than that, for a minute of
 * virtual time.
 */
class QuotaTests {

	private static final int MINUTE = 60_000;

	private static final RateLimits LIMITS = new RateLimits(600L, 120_000L, null, null, null);

	private int started;

	private int succeeded;

	private int failed;

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void whenLimitsAreKnownShouldUseTheQuotaWithoutOneRefusal(int times) {
		Limiting limiting = limiting(LIMITS);
		Account account = new Account(limiting.timer, 600, 120_000, 6, true);
		offer(limiting, account, 10 * times, 100, 100);
		limiting.pass(MINUTE);
		assertThat(account.refused).isZero();
		assertThat(account.answered).isGreaterThanOrEqualTo((int) (600 * 0.99));
		limiting.pass(times * MINUTE);
		assertThat(this.succeeded).isEqualTo(this.started);
	}

	@Test
	void whenCallsAreSmallAndLargeShouldServeBothAlike() {
		Limiting limiting = limiting(LIMITS);
		Account account = new Account(limiting.timer, 600, 120_000, 6, true);
		RateLimitFilter filter = filter(limiting);
		int[] sent = new int[2];
		int[] done = new int[2];
		Flux.interval(Duration.ofMillis(100), limiting.timer).take(600).subscribe((tick) -> {
			int kind = (tick % 5 == 0) ? 1 : 0;
			sent[kind]++;
			call(limiting, filter, account, (kind == 1) ? 1500 : 150, 50).subscribe((event) -> {
			}, (failure) -> {
			}, () -> done[kind]++);
		});
		limiting.pass(MINUTE);
		assertThat(account.refused).isZero();
		assertThat((double) done[0] / sent[0]).isBetween(0.3, 0.98);
		assertThat((double) done[1] / sent[1] - (double) done[0] / sent[0]).isBetween(-0.02, 0.02);
	}

	@Test
	void whenAThousandComeAtOnceShouldNotBeRefusedOnce() {
		Limiting limiting = limiting(new RateLimits(6000L, null, null, null, null));
		Account account = new Account(limiting.timer, 6000, 100_000_000, 6, true);
		RateLimitFilter filter = filter(limiting);
		for (int i = 0; i < 1000; i++) {
			count(call(limiting, filter, account, 100, 100));
		}
		limiting.pass(12_000);
		assertThat(account.refused).isZero();
		assertThat(this.succeeded).isEqualTo(1000);
	}

	@Test
	void whenHeadersTellTheLimitsShouldLearnThemWithinAFewRefusals() {
		Limiting limiting = limiting(RateLimits.NONE);
		Account account = new Account(limiting.timer, 600, 120_000, 6, true);
		offer(limiting, account, 20, 100, 100);
		limiting.pass(MINUTE);
		assertThat(account.refused).isLessThanOrEqualTo(5);
		assertThat(account.answered).isGreaterThanOrEqualTo((int) (600 * 0.95));
		assertThat(this.failed).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 60, 300, 600, 3000 })
	void whenNothingTellsTheLimitsShouldRarelyBeRefusedAfterTenSeconds(int perMinute) {
		Limiting limiting = limiting(RateLimits.NONE);
		Account account = new Account(limiting.timer, perMinute, 100_000_000, 6, false);
		offer(limiting, account, perMinute / 30, 100, 100);
		limiting.pass(10_000);
		account.refusedLately = 0;
		int before = account.answered;
		limiting.pass(MINUTE);
		int requests = account.answered - before + account.refusedLately;
		assertThat((double) account.refusedLately / requests).isLessThanOrEqualTo(0.05);
		assertThat(requests).isGreaterThan(perMinute / 2);
	}

	@Test
	void whenARefusalComesShouldSendNothingMoreUntilTheHintAndNoSecondWave() {
		Limiting limiting = limiting(LIMITS);
		Account account = new Account(limiting.timer, 600, 120_000, 6, true);
		RateLimitFilter filter = filter(limiting);
		limiting.call(Demand.of(100, 100)).permit().throttled(Duration.ofSeconds(3), Extent.ROUTE);
		for (int i = 0; i < 200; i++) {
			count(call(limiting, filter, account, 100, 100));
		}
		limiting.pass(2990);
		assertThat(account.answered + account.refused).isZero();
		limiting.pass(MINUTE);
		assertThat(account.refused).isZero();
		assertThat(this.succeeded).isEqualTo(200);
	}

	private void offer(Limiting limiting, Account account, int perSecond, int input, int output) {
		RateLimitFilter filter = filter(limiting);
		Flux.interval(Duration.ZERO, Duration.ofNanos(1_000_000_000L / perSecond), limiting.timer)
			.onBackpressureDrop()
			.take(60L * perSecond)
			.subscribe((tick) -> count(call(limiting, filter, account, input, output)));
	}

	private void count(Flux<?> call) {
		this.started++;
		call.subscribe((event) -> {
		}, (failure) -> this.failed++, () -> this.succeeded++);
	}

	/**
	 * A call as the retry rules make it: a refused attempt comes back at once.
	 */
	private static Flux<?> call(Limiting limiting, RateLimitFilter filter, Account account, int input, int output) {
		ChatRequest request = ChatRequest.builder().user("x".repeat(4 * input)).maxTokens(output).build();
		ChatCall call = new ChatCall(request, limiting.timer.instant(), limiting.timer.instant().plus(Limiting.FOREVER),
				ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL);
		return filter.filter(call, account)
			.retryWhen(Retry.max(4)
				.filter((failure) -> failure instanceof LlmException llm && llm.kind() == FailureKind.RATE_LIMITED));
	}

	private static Limiting limiting(RateLimits limits) {
		return new Limiting(Limiting.settings(Duration.ofMinutes(10)), Map.of("openai", limits));
	}

	private static RateLimitFilter filter(Limiting limiting) {
		return new RateLimitFilter(limiting.limiter, TokenCounting.AT_ADMISSION, TokenEstimator.calibrating(4),
				limiting.timer);
	}

}
