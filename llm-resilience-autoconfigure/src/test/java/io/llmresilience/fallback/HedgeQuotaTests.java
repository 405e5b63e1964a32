package io.llmresilience.fallback;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HedgeQuota}.
 */
class HedgeQuotaTests {

	@ParameterizedTest
	@CsvSource({ "0.1, 9, 0", "0.1, 10, 1", "0.1, 100, 10", "1, 1, 1", "0.5, 3, 1", "0.000001, 999999, 0" })
	void allowsTheShareOfTheCalls(double share, int calls, int hedges) {
		HedgeQuota quota = new HedgeQuota(share);
		for (int i = 0; i < calls; i++) {
			quota.called();
		}
		assertThat(hedges(quota)).isEqualTo(hedges);
	}

	@Test
	void whenQuietForLongShouldSaveUpAFewOnly() {
		HedgeQuota quota = new HedgeQuota(0.1);
		for (int i = 0; i < 100_000; i++) {
			quota.called();
		}
		assertThat(hedges(quota)).isEqualTo(10);
	}

	@Test
	void whenAskedForAtAnyTimeShouldNeverAllowMoreThanTheShare() {
		for (long seed = 1; seed <= 100; seed++) {
			Random random = new Random(seed);
			HedgeQuota quota = new HedgeQuota(0.07);
			int hedges = 0;
			for (int calls = 1; calls <= 1000; calls++) {
				quota.called();
				hedges += (random.nextBoolean() && quota.tryHedge()) ? 1 : 0;
				assertThat((double) hedges).as("seed %s, call %s", seed, calls)
					.isLessThanOrEqualTo(calls * 0.07 + 1e-9);
			}
		}
	}

	private static int hedges(HedgeQuota quota) {
		int hedges = 0;
		while (quota.tryHedge()) {
			hedges++;
		}
		return hedges;
	}

}
