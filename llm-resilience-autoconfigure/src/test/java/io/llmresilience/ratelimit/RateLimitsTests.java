package io.llmresilience.ratelimit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RateLimits}.
 */
class RateLimitsTests {

	@ParameterizedTest
	@CsvSource({ "0, , , , , requests-per-minute", "-1, , , , , requests-per-minute",
			"1000000000001, , , , , requests-per-minute", ", 9, , , , tokens-per-minute",
			", , 0, , , input-tokens-per-minute", ", , , -5, , output-tokens-per-minute",
			", , , , 0, max-concurrent-calls" })
	void whenLimitMakesNoSenseShouldNameIt(Long requests, Long tokens, Long input, Long output, Integer calls,
			String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RateLimits(requests, tokens, input, output, calls))
			.withMessageStartingWith("'rate-limit." + name + "' must be between")
			.withMessageEndingWith("leave it out for no limit");
	}

	@Test
	void shouldFillGapsFromOthers() {
		RateLimits model = new RateLimits(60L, null, null, null, null);
		RateLimits general = new RateLimits(600L, 1000L, null, null, 5);
		assertThat(model.orElse(general)).isEqualTo(new RateLimits(60L, 1000L, null, null, 5));
	}

}
