package io.llmresilience.retry;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryQuota}.
 */
class RetryQuotaTests {

	private final RetryQuota quota = new RetryQuota(new RetrySettings.Quota(500, 5));

	@Test
	void allowsAHundredRetriesWithoutASuccess() {
		assertThat(IntStream.range(0, 200).filter((i) -> this.quota.tryRetry()).count()).isEqualTo(100);
	}

	@Test
	void whenExhaustedShouldAllowOneRetryAfterFiveSuccesses() {
		exhaust();
		for (int i = 0; i < 5; i++) {
			this.quota.succeeded(false);
		}
		assertThat(this.quota.tryRetry()).isTrue();
		assertThat(this.quota.tryRetry()).isFalse();
	}

	@Test
	void whenCallNeededTwoRetriesShouldReturnTheLastOnesCost() {
		this.quota.tryRetry();
		this.quota.tryRetry();
		assertThat(this.quota.available()).isEqualTo(490);
		this.quota.succeeded(true);
		assertThat(this.quota.available()).isEqualTo(495);
	}

	@Test
	void neverGrowsAboveItsCapacity() {
		this.quota.succeeded(false);
		this.quota.succeeded(true);
		assertThat(this.quota.available()).isEqualTo(500);
	}

	@Test
	void whenRefusedShouldTakeNothing() {
		RetryQuota small = new RetryQuota(new RetrySettings.Quota(7, 5));
		small.tryRetry();
		assertThat(small.tryRetry()).isFalse();
		assertThat(small.available()).isEqualTo(2);
	}

	private void exhaust() {
		while (this.quota.tryRetry()) {
			assertThat(this.quota.available()).isNotNegative();
		}
	}

}
