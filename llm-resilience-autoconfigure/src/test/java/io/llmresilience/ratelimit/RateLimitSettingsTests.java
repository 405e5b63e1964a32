package io.llmresilience.ratelimit;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.ratelimit.RateLimitSettings.Mode;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RateLimitSettings}.
 */
class RateLimitSettingsTests {

	@ParameterizedTest
	@CsvSource({ "PT-1S, 10, PT5S, max-wait", "PT25H, 10, PT5S, max-wait", "PT1S, -1, PT5S, max-queue",
			"PT1S, 10, PT-1S, burst", "PT1S, 10, PT61S, burst" })
	void whenValueMakesNoSenseShouldNameTheProperty(Duration maxWait, int maxQueue, Duration burst, String property) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RateLimitSettings(maxWait, maxQueue, burst, true, Mode.ENFORCE))
			.withMessageStartingWith("'llm.resilience.rate-limit." + property + "' must");
	}

}
