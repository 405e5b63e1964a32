package io.llmresilience.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.FailureKind;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;
import io.llmresilience.fallback.CoolDownSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Standing}.
 */
class StandingTests {

	private static final Instant SINCE = Instant.ofEpochSecond(100);

	private static final Instant UNTIL = Instant.ofEpochSecond(160);

	@ParameterizedTest
	@CsvSource({ "CLOSED, , , UP", "HALF_OPEN, , , UP", "OPEN, , , CIRCUIT_OPEN", "FORCED_OPEN, , , CIRCUIT_OPEN",
			"PAUSED, , , PAUSED", "CLOSED, AUTHENTICATION, , BAD_CREDENTIALS", "CLOSED, PERMISSION, , BAD_CREDENTIALS",
			"CLOSED, QUOTA_EXHAUSTED, , COOLING", "CLOSED, MODEL_NOT_FOUND, , COOLING",
			"CLOSED, RATE_LIMITED, , COOLING", "CLOSED, , 130, COOLING", "OPEN, RATE_LIMITED, 130, CIRCUIT_OPEN",
			"OPEN, AUTHENTICATION, , BAD_CREDENTIALS", "PAUSED, AUTHENTICATION, 130, PAUSED", ", , , UP" })
	void whatHindersCallsMostShouldBeShown(@Nullable State circuit, @Nullable FailureKind coolDown,
			@Nullable Long pausedUntil, RouteState expected) {
		assertThat(standing(circuit, coolDown, pausedUntil).state()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "CLOSED, , , 0, true", "HALF_OPEN, , , 0, true", "OPEN, , , 1000, false",
			"FORCED_OPEN, , , 1000, false", "PAUSED, , , 1000, false", "CLOSED, AUTHENTICATION, , 1000, false",
			"CLOSED, QUOTA_EXHAUSTED, , 1000, false", "CLOSED, MODEL_NOT_FOUND, , 1000, false",
			"CLOSED, RATE_LIMITED, , 159, false", "CLOSED, RATE_LIMITED, , 160, true", "CLOSED, , 130, 129, false",
			"CLOSED, , 130, 130, true" })
	void onlyAPauseThatCallsOutwaitShouldLeaveARouteServing(@Nullable State circuit, @Nullable FailureKind coolDown,
			@Nullable Long pausedUntil, long latest, boolean expected) {
		assertThat(standing(circuit, coolDown, pausedUntil).canServe(Instant.ofEpochSecond(latest)))
			.isEqualTo(expected);
	}

	@Test
	void detailsShouldHaveOnlyWhatIsKnown() {
		assertThat(standing(State.OPEN, null, null).details()).hasToString(
				"{state=CIRCUIT_OPEN, since=1970-01-01T00:01:40Z, until=1970-01-01T00:02:40Z, reason=OVERLOADED}");
		assertThat(standing(State.CLOSED, null, null).details()).hasToString("{state=UP}");
	}

	private static Standing standing(@Nullable State circuit, @Nullable FailureKind coolDown,
			@Nullable Long pausedUntil) {
		return Standing.of(
				(circuit != null) ? new CircuitBreakerSnapshot("openai/gpt-6-luna", circuit, SINCE, UNTIL,
						FailureKind.OVERLOADED, 10, 1, 0, 0, 0) : null,
				(coolDown != null) ? new CoolDownSnapshot("openai", coolDown, SINCE, UNTIL) : null,
				(pausedUntil != null) ? Instant.ofEpochSecond(pausedUntil) : null);
	}

}
