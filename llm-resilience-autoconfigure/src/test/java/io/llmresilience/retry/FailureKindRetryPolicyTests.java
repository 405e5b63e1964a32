package io.llmresilience.retry;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.retry.RetryContext;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureKindRetryPolicy}.
 */
class FailureKindRetryPolicyTests {

	private static final Set<FailureKind> RETRIED = Set.of(FailureKind.RATE_LIMITED, FailureKind.SERVER_ERROR,
			FailureKind.OVERLOADED, FailureKind.CONNECTION, FailureKind.INTERRUPTED, FailureKind.MALFORMED);

	private static final Set<FailureKind> NEVER_RETRIED = Set.of(FailureKind.AUTHENTICATION,
			FailureKind.QUOTA_EXHAUSTED, FailureKind.CONTEXT_WINDOW_EXCEEDED, FailureKind.CONTENT_FILTERED,
			FailureKind.REQUEST_TOO_LARGE);

	private final RetrySettings settings = new RetrySettings(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(60),
			Duration.ofSeconds(120), new RetrySettings.Quota(500, 5));

	private final RetryQuota quota = new RetryQuota(this.settings.quota());

	private final FailureKindRetryPolicy policy = new FailureKindRetryPolicy(this.settings, this.quota);

	private final RetryContext context = this.policy.open(null);

	@ParameterizedTest
	@EnumSource
	void decidesByKind(FailureKind kind) {
		assertThat(again(ProviderException.of(kind, TestCalls.ROUTE).build())).isEqualTo(RETRIED.contains(kind));
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderSaysNoShouldNeverRetry(FailureKind kind) {
		assertThat(again(ProviderException.of(kind, TestCalls.ROUTE).shouldRetry(false).build())).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderSaysYesShouldRetryUnlessItCannotHelp(FailureKind kind) {
		assertThat(again(ProviderException.of(kind, TestCalls.ROUTE).shouldRetry(true).build()))
			.isNotEqualTo(NEVER_RETRIED.contains(kind));
	}

	@Test
	void whenOnlyTheProviderSaysYesShouldRetryOnce() {
		ProviderException failure = ProviderException.of(FailureKind.INVALID_REQUEST, TestCalls.ROUTE)
			.status(400)
			.shouldRetry(true)
			.build();
		assertThat(again(failure)).isTrue();
		assertThat(again(failure)).isFalse();
	}

	@Test
	void whenServerErrorIsUnknownShouldRetryOnce() {
		ProviderException failure = ProviderException.of(FailureKind.UNKNOWN, TestCalls.ROUTE).status(599).build();
		assertThat(again(failure)).isTrue();
		assertThat(again(failure)).isFalse();
	}

	@Test
	void whenClientErrorIsUnknownShouldNotRetry() {
		assertThat(again(ProviderException.of(FailureKind.UNKNOWN, TestCalls.ROUTE).status(404).build())).isFalse();
	}

	@Test
	void whenConnectingTakesTooLongShouldRetry() {
		assertThat(again(ProviderException.of(FailureKind.TIMEOUT, TestCalls.ROUTE).sent(Sent.NO).build())).isTrue();
	}

	@Test
	void whenProviderItselfTimedOutShouldRetry() {
		assertThat(again(ProviderException.of(FailureKind.TIMEOUT, TestCalls.ROUTE).status(504).build())).isTrue();
	}

	@Test
	void whenProviderStaysSilentShouldNotRetry() {
		assertThat(again(ProviderException.of(FailureKind.TIMEOUT, TestCalls.ROUTE).sent(Sent.UNKNOWN).build()))
			.isFalse();
	}

	@Test
	void whenHintIsAsLongAsAllowedShouldRetry() {
		assertThat(again(rateLimited(Duration.ofSeconds(120)))).isTrue();
	}

	@Test
	void whenHintIsLongerThanAllowedShouldNotRetry() {
		assertThat(again(rateLimited(Duration.ofMillis(120_001)))).isFalse();
	}

	@Test
	void countsAttemptsAndNotRetries() {
		ProviderException failure = TestCalls.failure(FailureKind.SERVER_ERROR);
		for (int attempt = 1; attempt < 5; attempt++) {
			assertThat(again(failure)).as("after attempt %d", attempt).isTrue();
		}
		assertThat(again(failure)).isFalse();
	}

	@Test
	void whenFailureIsNotRetriedShouldLeaveQuotaUntouched() {
		again(TestCalls.failure(FailureKind.INVALID_REQUEST));
		assertThat(this.quota.available()).isEqualTo(500);
	}

	@Test
	void whenRefusedByUsShouldNotRetry() {
		assertThat(again(new CallRefusedException(FailureKind.DEADLINE, null, "too late"))).isFalse();
	}

	@Test
	void whenProgramFailsShouldNotRetry() {
		assertThat(again(new IllegalStateException("a bug"))).isFalse();
	}

	private boolean again(Throwable failure) {
		this.policy.registerThrowable(this.context, failure);
		return this.policy.canRetry(this.context);
	}

	private static ProviderException rateLimited(Duration hint) {
		return ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE).retryAfter(hint).build();
	}

}
