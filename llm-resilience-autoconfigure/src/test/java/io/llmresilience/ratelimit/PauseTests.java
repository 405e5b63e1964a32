package io.llmresilience.ratelimit;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.CallTrace.WaitReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pause} and {@link Throttling}.
 */
class PauseTests {

	private static final long SECOND = 1_000_000_000L;

	private static final Throttling NO_HINT = Throttling.of(null, false, 0);

	@Test
	void whenThereIsAHintShouldLastUntilThen() {
		Pause pause = hinted(Pause.NONE, 3, 10);
		assertThat(pause.lasts(13 * SECOND - 1)).isTrue();
		assertThat(pause.lasts(13 * SECOND)).isFalse();
		assertThat(pause.reason()).isEqualTo(WaitReason.HINT);
	}

	@Test
	void whenALaterHintIsShorterShouldKeepTheLonger() {
		assertThat(hinted(hinted(Pause.NONE, 10, 0), 3, 1).until()).isEqualTo(10 * SECOND);
		assertThat(hinted(hinted(Pause.NONE, 3, 0), 10, 1).until()).isEqualTo(11 * SECOND);
	}

	@Test
	void whenThereIsNoHintShouldDoubleUpToAMinute() {
		Pause pause = Pause.NONE;
		long[] lengths = new long[9];
		long now = 0;
		for (int i = 0; i < lengths.length; i++) {
			pause = pause.after(NO_HINT, now, false, now);
			lengths[i] = (pause.until() - now) / SECOND;
			now = pause.until();
		}
		assertThat(lengths).containsExactly(1, 2, 4, 8, 16, 32, 60, 60, 60);
		assertThat(pause.reason()).isEqualTo(WaitReason.BACKOFF);
	}

	@Test
	void whenCallsGoAtAPaceShouldLeaveTheFirstRefusalToIt() {
		Pause first = Pause.NONE.after(NO_HINT, 0, true, 0);
		assertThat(first.lasts(0)).isFalse();
		assertThat(first.after(NO_HINT, 1, true, 1).until()).isEqualTo(SECOND + 1);
	}

	@Test
	void whenACallWasAnsweredShouldBeginAnew() {
		Pause pause = Pause.NONE.after(NO_HINT, 0, false, 0).after(NO_HINT, SECOND, false, SECOND);
		assertThat(pause.answered(SECOND - 1)).isSameAs(pause);
		assertThat(pause.answered(SECOND).after(NO_HINT, 9 * SECOND, false, 9 * SECOND).until()).isEqualTo(10 * SECOND);
	}

	@Test
	void whenCallsSentBeforeAreRefusedTooShouldNotLengthenIt() {
		Pause pause = Pause.NONE.after(NO_HINT, 0, false, 5);
		assertThat(pause.after(NO_HINT, 4, false, 6)).isSameAs(pause);
	}

	@ParameterizedTest
	@CsvSource({ "0, 10000000000", "0.5, 10500000000", "1, 11000000000" })
	void shouldPutUpToATenthOnTopOfAHint(double spread, long nanos) {
		assertThat(Throttling.of(Duration.ofSeconds(10), false, spread).end(0)).isEqualTo(nanos);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1000", "0.5, 875", "1, 750" })
	void shouldTakeUpToAQuarterOffAPauseOfOurOwn(double spread, long nanos) {
		assertThat(Throttling.of(null, false, spread).spread(1000)).isEqualTo(nanos);
	}

	@ParameterizedTest
	@CsvSource({ "P400D, 3600", "PT59M, 3540", "PT0S, 0", "PT-5S, 0" })
	void whenHintIsAbsurdShouldKeepItWithinAnHour(Duration hint, long seconds) {
		assertThat(Throttling.of(hint, false, 0).hint()).isEqualTo(seconds * SECOND);
	}

	private static Pause hinted(Pause pause, int seconds, int now) {
		return pause.after(Throttling.of(Duration.ofSeconds(seconds), false, 0), now * SECOND, false, now * SECOND);
	}

}
