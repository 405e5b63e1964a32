package io.llmresilience.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.context.RetryContextSupport;

import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HintBackOffPolicy}.
 */
class HintBackOffPolicyTests {

	private final List<Long> naps = new ArrayList<>();

	private final RetrySettings settings = new RetrySettings(5, Duration.ofMillis(500), 2, Duration.ofSeconds(8),
			Duration.ofSeconds(120), new RetrySettings.Quota(500, 5));

	private final HintBackOffPolicy policy = new HintBackOffPolicy(this.settings, new Random(1))
		.withSleeper(this.naps::add);

	@ParameterizedTest
	@CsvSource({ "1, 375, 500", "2, 750, 1000", "3, 1500, 2000", "4, 3000, 4000", "5, 6000, 8000", "6, 6000, 8000",
			"1100, 6000, 8000" })
	void whenThereIsNoHintShouldGrowToTheCapWithJitter(int failures, long least, long most) {
		assertThat(naps(failures, FailureKind.SERVER_ERROR, null))
			.allSatisfy((nap) -> assertThat(nap).isBetween(least, most));
	}

	@Test
	void spreadsWaitsAlsoAtTheCap() {
		assertThat(Set.copyOf(naps(9, FailureKind.SERVER_ERROR, null))).hasSizeGreaterThan(15);
	}

	@ParameterizedTest
	@CsvSource({ "10", "50", "1234", "20000", "120000" })
	void whenRateLimitedShouldWaitAsToldOrLittleLonger(long hint) {
		assertThat(naps(1, FailureKind.RATE_LIMITED, Duration.ofMillis(hint)))
			.allSatisfy((nap) -> assertThat(nap).isBetween(hint, (long) Math.ceil(hint * 1.1)));
	}

	@Test
	void whenOverloadedShouldWaitForTheLongerOfHintAndOwnWait() {
		assertThat(naps(1, FailureKind.OVERLOADED, Duration.ofMillis(10)))
			.allSatisfy((nap) -> assertThat(nap).isBetween(375L, 500L));
		assertThat(naps(1, FailureKind.OVERLOADED, Duration.ofSeconds(3)))
			.allSatisfy((nap) -> assertThat(nap).isBetween(3000L, 3300L));
	}

	private List<Long> naps(int failures, FailureKind kind, @Nullable Duration hint) {
		this.naps.clear();
		RetryContextSupport context = new RetryContextSupport(null);
		for (int i = 0; i < failures; i++) {
			context.registerThrowable(ProviderException.of(kind, TestCalls.ROUTE).retryAfter(hint).build());
		}
		BackOffContext backOff = this.policy.start(context);
		for (int i = 0; i < 20; i++) {
			this.policy.backOff(backOff);
		}
		return List.copyOf(this.naps);
	}

}
