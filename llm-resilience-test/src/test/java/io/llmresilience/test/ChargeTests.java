package io.llmresilience.test;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChargeTests {

	@ParameterizedTest
	@CsvSource({ "3, 3, 0, 0", "3, 3, 1, 1", "3, 3, 2, 2", "3, 3, 3, 3", "60, 3, 1, 20", "60, 7, 1, 9", "60, 7, 6, 52",
			"60, 7, 7, 60", "60, 7, 8, 60", "1, 3, 0, 0", "1, 3, 1, 1", "0, 3, 2, 0", "5, 0, 0, 5",
			"2147483647, 2147483647, 2147483646, 2147483646" })
	void shouldSpreadTheOutputOverTheStepsRoundedUp(int output, int steps, int sent, long charged) {
		assertThat(charge(output, 0, steps).after(sent).tokens().output()).isEqualTo(charged);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 20", "2, 40", "3, 45" })
	void shouldTakeReasoningForTheFirstPartOfTheOutput(int sent, long reasoning) {
		assertThat(charge(60, 45, 3).after(sent).tokens().reasoning()).isEqualTo(reasoning);
	}

	@ParameterizedTest
	@CsvSource({ "0", "1", "3" })
	void shouldChargeThePromptInAnyCase(int sent) {
		BilledTokens tokens = charge(3, 0, 3).after(sent).tokens();
		assertThat(tokens.input()).isEqualTo(100);
		assertThat(tokens.cached()).isEqualTo(40);
		assertThat(tokens.cacheWritten()).isEqualTo(10);
	}

	private static Charge charge(int output, int reasoning, int steps) {
		BilledTokens tokens = new BilledTokens(100, 40, 10, output, reasoning);
		return new Charge(new BilledRequest(1, Dialect.OPENAI, "m", "m", "default", tokens), steps);
	}

}
