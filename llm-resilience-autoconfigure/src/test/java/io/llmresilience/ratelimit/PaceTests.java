package io.llmresilience.ratelimit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Pace}.
 */
class PaceTests {

	private static final long SECOND = 1_000_000_000L;

	@Test
	void whenNothingWasRefusedShouldBeFree() {
		Pace pace = sending(Pace.FREE, 10, 0, 10);
		assertThat(pace.active()).isFalse();
		assertThat(pace.bucket().waitFor(1_000_000, 0, 0)).isZero();
	}

	@Test
	void whenRefusedAtTenASecondShouldFallToSeven() {
		Pace pace = sending(Pace.FREE, 10, 0, 10);
		assertThat(pace.throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND).rate()).isCloseTo(7, within(0.1));
	}

	@Test
	void whenKnownLimitsAllowLessThanWasSentShouldStartFromThem() {
		assertThat(sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, 5, 10 * SECOND).rate()).isEqualTo(3.5);
		assertThat(Pace.FREE.throttled(10 * SECOND, 5, 10 * SECOND).rate()).isEqualTo(3.5);
	}

	@Test
	void whenRefusedAgainForEarlierRequestsShouldFallOnce() {
		Pace pace = sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND);
		assertThat(pace.throttled(10 * SECOND - 1, Double.MAX_VALUE, 10 * SECOND + 5)).isEqualTo(pace);
	}

	@Test
	void whenRefusedAgainShouldFallFurtherButNotUnderOneInTwoSeconds() {
		Pace pace = sending(Pace.FREE, 10, 0, 10);
		for (int i = 0; i < 20; i++) {
			pace = pace.throttled(10 * SECOND + i, Double.MAX_VALUE, 10 * SECOND + i);
		}
		assertThat(pace.rate()).isEqualTo(0.5);
	}

	@Test
	void whenSlowedShouldNotAllowABurst() {
		Pace pace = sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND);
		assertThat(pace.bucket().waitFor(1, 0, 10 * SECOND)).isCloseTo(SECOND / 7, within(SECOND / 100));
	}

	@Test
	void whenResumedAfterAPauseShouldLetOneGoAndTheNextAtThePace() {
		Pace pace = sending(Pace.FREE, 1, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND)
			.resume(10 * SECOND + SECOND / 3);
		assertThat(pace.bucket().waitFor(1, 0, 10 * SECOND)).isEqualTo(SECOND / 3);
		Pace next = pace.sent(10 * SECOND + SECOND / 3);
		assertThat(next.bucket().waitFor(1, 0, 10 * SECOND + SECOND / 3)).isEqualTo(next.bucket().limit().cost(1));
	}

	@Test
	void whenItWasQuietForLongShouldAllowABurst() {
		Pace pace = sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND);
		long later = 130 * SECOND;
		Pace quiet = pace.answered(11 * SECOND, later);
		assertThat(quiet.bucket().available(later + 60 * SECOND)).isBetween(68L, 70L);
		assertThat(pace.bucket().available(later)).isBetween(6L, 7L);
	}

	@Test
	void whenNothingIsRefusedForTenMinutesShouldForgetIt() {
		Pace pace = sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND);
		assertThat(pace.answered(11 * SECOND, 610 * SECOND).active()).isTrue();
		assertThat(pace.answered(11 * SECOND, 611 * SECOND).active()).isFalse();
	}

	@Test
	void whenAnsweredShouldComeBackToThePeakAfterFiftyCallsAndGoBeyond() {
		Pace pace = sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND);
		double first = answers(pace, 1).rate();
		assertThat(first).isBetween(7.0, 7.3);
		assertThat(answers(pace, 50).rate()).isCloseTo(10, within(0.1));
		assertThat(answers(pace, 75).rate()).isBetween(10.1, 10.6);
		assertThat(answers(pace, 120).rate()).isGreaterThan(13);
	}

	@Test
	void whenCallsDoNotNeedThePaceShouldNotGrow() {
		Pace pace = sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND);
		Pace idle = sending(pace, 1, 20, 10);
		assertThat(idle.answered(29 * SECOND, 30 * SECOND)).isEqualTo(idle);
	}

	@Test
	void shouldNeverGrowAboveTwiceWhatIsSent() {
		Pace pace = sending(sending(Pace.FREE, 10, 0, 10).throttled(10 * SECOND, Double.MAX_VALUE, 10 * SECOND), 4, 11,
				10);
		Pace grown = pace;
		for (int i = 0; i < 1000; i++) {
			grown = grown.answered(21 * SECOND, 21 * SECOND);
		}
		assertThat(grown.rate()).isLessThanOrEqualTo(8.2);
	}

	private static Pace sending(Pace pace, int perSecond, int from, int seconds) {
		Pace sent = pace;
		for (int i = 0; i < seconds * perSecond; i++) {
			sent = sent.sent(from * SECOND + i * (SECOND / perSecond));
		}
		return sent;
	}

	private static Pace answers(Pace pace, int count) {
		Pace answered = pace;
		for (int i = 0; i < count; i++) {
			answered = answered.answered(10 * SECOND, 10 * SECOND + 1);
		}
		return answered;
	}

}
