package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Plain}.
 */
class PlainTests {

	@ParameterizedTest
	@CsvSource({ "0, 0", "50, 50", "1E+3, 1000", "0.0000001, 0", "0.0000005, 0.000001", "0.000001, 0.000001",
			"1.2345678, 1.234568", "0.10, 0.1", "123456789.123456789, 123456789.123457" })
	void amountsShouldHaveNoExponent(BigDecimal amount, String expected) {
		assertThat(Plain.amount(amount)).hasToString(expected);
	}

	@Test
	void sharesAndInstantsShouldBeShort() {
		assertThat(Plain.share(2 / 3.0)).isEqualTo(0.6667);
		assertThat(Plain.instant(Instant.ofEpochSecond(1, 123_456_789))).hasToString("1970-01-01T00:00:01.123Z");
	}

}
