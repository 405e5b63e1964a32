package io.llmresilience.actuate;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.ratelimit.Dimension;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimitSnapshot.Quota;
import io.llmresilience.ratelimit.RateLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LimitChange}.
 */
class LimitChangeTests {

	/** Ten requests a minute are configured, and 5000 tokens were learnt. */
	private static final RateLimitSnapshot PRESENT = new RateLimitSnapshot("openai/gpt-6-luna",
			List.of(new Quota(Dimension.REQUESTS, 10, 1, false), new Quota(Dimension.TOKENS, 5000, 1, true)), 0, 3, 0,
			null, 0, 0);

	@ParameterizedTest
	@CsvSource({ "requests-per-minute, 20, 20, , 3", "requests-per-minute, none, , , 3",
			"tokens-per-minute, 20, 10, 20, 3", "max-concurrent-calls, 20, 10, , 20",
			"max-concurrent-calls, none, 10, , " })
	void changeShouldLeaveOtherConfiguredLimitsAndForgetLearntOnes(String limit, String value, Long requests,
			Long tokens, Integer concurrent) {
		assertThat(LimitChange.parse(limit, value).applyTo(PRESENT))
			.isEqualTo(new RateLimits(requests, tokens, null, null, concurrent));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"',
			value = { "rpm; 1; 'limit' is 'rpm'; use one of requests-per-minute, tokens-per-minute",
					"; 1; 'limit' is missing", "requests-per-minute; ; 'value' is missing; give a whole number from 1",
					"requests-per-minute; ten; 'value' is 'ten'", "requests-per-minute; -1; 'value' is '-1'",
					"requests-per-minute; 1.5; 'value' is '1.5'",
					"requests-per-minute; 0; 'value' is '0'; give a whole number from 1 to 1000000000000",
					"requests-per-minute; 99999999999999; 'value' is '99999999999999'; give a whole number",
					"tokens-per-minute; 5; 'value' is '5'; give a whole number from 10 to 1000000000000",
					"input-tokens-per-minute; 9; 'value' is '9'; give a whole number from 10",
					"output-tokens-per-minute; 0; 'value' is '0'; give a whole number from 1",
					"max-concurrent-calls; 3000000000; 'value' is '3000000000'; give a whole number from 1 "
							+ "to 2147483647" })
	void whenWrongShouldSayWhatIsAllowed(String limit, String value, String message) {
		assertThatExceptionOfType(InvalidOperationException.class)
			.isThrownBy(() -> LimitChange.parse(limit, value).applyTo(PRESENT))
			.withMessageStartingWith(message)
			.satisfies((problem) -> assertThat(problem.allowed()).isNotEmpty());
	}

	@Test
	void shouldAllowWhatTheMessageSays() {
		assertThatExceptionOfType(InvalidOperationException.class)
			.isThrownBy(() -> LimitChange.parse("tokens-per-minute", "9").applyTo(PRESENT))
			.withMessageEndingWith("or \"none\" for no limit of your own")
			.satisfies((problem) -> assertThat(problem.allowed())
				.containsExactly("a whole number from 10 to 1000000000000", "none"));
	}

}
