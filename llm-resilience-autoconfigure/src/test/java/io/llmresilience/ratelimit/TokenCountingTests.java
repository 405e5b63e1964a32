package io.llmresilience.ratelimit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenCounting}.
 */
class TokenCountingTests {

	@Test
	void whenCountedAtAdmissionShouldReserveTheLongestAnswer() {
		assertThat(TokenCounting.AT_ADMISSION.demand(100, 1024, 50)).isEqualTo(new Demand(1, 100, 1024, true));
	}

	@Test
	void whenCountedAsProducedShouldExpectTheUsualAnswer() {
		assertThat(TokenCounting.AS_PRODUCED.demand(100, 1024, 50)).isEqualTo(new Demand(1, 100, 50, false));
		assertThat(TokenCounting.AS_PRODUCED.demand(100, 20, 50)).isEqualTo(new Demand(1, 100, 20, false));
	}

	@ParameterizedTest
	@CsvSource({
			// counting, input, output, cached, charged input, charged output
			"AT_ADMISSION, 90, 10, 80, 90, 1024", "AT_ADMISSION, , , , 100, 1024", "AS_PRODUCED, 90, 10, , 90, 10",
			"AS_PRODUCED, 90, 10, 80, 10, 10", "AS_PRODUCED, , 10, 80, 100, 10", "AS_PRODUCED, 90, , 95, 0, 1024" })
	void chargesWhatTheProviderCounts(TokenCounting counting, Long input, Long output, Long cached, long chargedInput,
			long chargedOutput) {
		Demand reserved = counting.demand(100, 1024, 1024);
		Demand charge = counting.charge(reserved, new Usage(input, output, cached, null, null));
		assertThat(charge.inputTokens()).isEqualTo(chargedInput);
		assertThat(charge.outputTokens()).isEqualTo(chargedOutput);
		assertThat(charge.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "AS_PRODUCED, TOKENS, 39000, 39500", "AS_PRODUCED, REQUESTS, 39000, 39000",
			"AS_PRODUCED, TOKENS, 39001, 39001", "AT_ADMISSION, TOKENS, 39000, 39000" })
	void roundedRemaindersAreUpperBounds(TokenCounting counting, Dimension dimension, long said, long most) {
		assertThat(counting.upperBound(dimension, said)).isEqualTo(most);
	}

}
