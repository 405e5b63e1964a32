package io.llmresilience.fallback;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.FailureKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoolDown}.
 */
class CoolDownTests {

	private static final Instant START = Instant.EPOCH;

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void atFirstThereIsNone() {
		assertThat(CoolDown.NONE.active(START)).isFalse();
		assertThat(CoolDown.NONE.needsProbe(START)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0, true", "59, true", "60, false", "3600, false" })
	void lastsAsLongAsItSays(long second, boolean active) {
		assertThat(limited(0, 60).active(START.plusSeconds(second))).isEqualTo(active);
	}

	@ParameterizedTest
	@CsvSource({ "10, 20, 60", "10, 50, 60", "10, 51, 61", "70, 5, 75" })
	void hintShouldNeverShortenAnEarlierOne(long second, long hint, long end) {
		CoolDown next = limited(0, 60).refused(FailureKind.RATE_LIMITED, Duration.ofSeconds(hint),
				START.plusSeconds(second));
		assertThat(next.until()).isEqualTo(START.plusSeconds(end));
	}

	@ParameterizedTest
	@CsvSource({ "0, 10", "1, 20", "2, 40", "3, 60", "4, 60", "100, 60" })
	void quotaShouldDoubleWithEveryLapse(int lapses, long minutes) {
		CoolDown coolDown = quota(CoolDown.NONE, START);
		for (int i = 0; i < lapses; i++) {
			coolDown = quota(coolDown, coolDown.until());
		}
		assertThat(Duration.between(coolDown.decided(), coolDown.until())).isEqualTo(Duration.ofMinutes(minutes));
	}

	@Test
	void refusalsOfCallsUnderWayShouldNotDoubleIt() {
		CoolDown coolDown = quota(CoolDown.NONE, START);
		for (int second = 1; second < 100; second++) {
			coolDown = quota(coolDown, START.plusSeconds(second));
		}
		assertThat(coolDown.until()).isEqualTo(START.plus(Duration.ofMinutes(10)));
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "PERMISSION", "MODEL_NOT_FOUND" })
	void otherRefusalsShouldStayAsLong(FailureKind kind) {
		CoolDown again = CoolDown.NONE.refused(kind, MINUTE, START).refused(kind, MINUTE, START.plusSeconds(90));
		assertThat(again.until()).isEqualTo(START.plusSeconds(150));
	}

	@Test
	void afterAnHardRefusalOneShouldProbeWhileOthersStayAway() {
		Instant over = START.plus(MINUTE);
		CoolDown coolDown = CoolDown.NONE.refused(FailureKind.AUTHENTICATION, MINUTE, START);
		assertThat(coolDown.needsProbe(over.minusMillis(1))).isFalse();
		assertThat(coolDown.needsProbe(over)).isTrue();
		CoolDown probing = coolDown.withProbing(true);
		assertThat(probing.needsProbe(over)).isFalse();
		assertThat(probing.active(over)).isTrue();
		assertThat(probing.withProbing(false).needsProbe(over)).isTrue();
	}

	@Test
	void whenRefusedAgainShouldLastSinceTheFirstRefusal() {
		CoolDown again = CoolDown.NONE.refused(FailureKind.AUTHENTICATION, MINUTE, START)
			.refused(FailureKind.AUTHENTICATION, MINUTE, START.plusSeconds(90));
		assertThat(again.since()).isEqualTo(START);
		assertThat(again.refused(FailureKind.QUOTA_EXHAUSTED, MINUTE, START.plusSeconds(180)).since())
			.isEqualTo(START.plusSeconds(180));
	}

	@Test
	void whenAnsweredBetweenShouldLastSinceTheLaterRefusal() {
		CoolDown later = limited(0, 60).answered(START.plusSeconds(70))
			.refused(FailureKind.RATE_LIMITED, MINUTE, START.plusSeconds(80));
		assertThat(later.since()).isEqualTo(START.plusSeconds(80));
	}

	@Test
	void afterARateLimitNobodyNeedsToProbe() {
		assertThat(limited(0, 60).needsProbe(START.plusSeconds(60))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 30, 100 })
	void anAnswerShouldEndIt(long second) {
		assertThat(limited(0, 60).answered(START.plusSeconds(second))).isEqualTo(CoolDown.NONE);
	}

	@Test
	void anAnswerToACallMadeBeforeShouldSayNothing() {
		CoolDown coolDown = limited(10, 60);
		assertThat(coolDown.answered(START.plusSeconds(9))).isEqualTo(coolDown);
	}

	@Test
	void whenRefusalsComeInAnyOrderShouldEndAtTheLatestEndKnown() {
		for (long seed = 1; seed <= 200; seed++) {
			Random random = new Random(seed);
			CoolDown coolDown = CoolDown.NONE;
			Instant latest = Instant.MIN;
			long now = 0;
			for (int i = 0; i < 50; i++) {
				now += random.nextInt(30_000);
				Duration hint = Duration.ofMillis(random.nextInt(60_000));
				Instant end = START.plusMillis(now).plus(hint);
				latest = end.isAfter(latest) ? end : latest;
				coolDown = coolDown.refused(FailureKind.RATE_LIMITED, hint, START.plusMillis(now));
				assertThat(coolDown.until()).as("seed %s, step %s", seed, i).isEqualTo(latest);
			}
		}
	}

	private static CoolDown limited(long second, long hint) {
		return CoolDown.NONE.refused(FailureKind.RATE_LIMITED, Duration.ofSeconds(hint), START.plusSeconds(second));
	}

	private static CoolDown quota(CoolDown coolDown, Instant now) {
		return coolDown.refused(FailureKind.QUOTA_EXHAUSTED, MINUTE, now);
	}

}
