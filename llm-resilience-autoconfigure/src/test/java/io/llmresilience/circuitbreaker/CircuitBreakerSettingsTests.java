package io.llmresilience.circuitbreaker;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CircuitBreakerSettings}.
 */
class CircuitBreakerSettingsTests {

	@ParameterizedTest
	@CsvSource({ "0.01, PT0.001S, 1, 1, 2, PT0.001S, PT0.001S, 1", "1, PT24H, 0.01, 10000, 10000, PT1H, PT24H, 10000" })
	void whenValuesAreAtTheirLimitsShouldAccept(double failureRate, Duration slowCall, double slowCallRate,
			int minimumCalls, int window, Duration openFor, Duration maxOpenFor, int halfOpenCalls) {
		assertThatCode(() -> new Circuit(new CircuitBreakerSettings(failureRate, slowCall, slowCallRate, minimumCalls,
				window, openFor, maxOpenFor, halfOpenCalls)))
			.doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					60  | PT1S | 0.8 | 10    | 20    | PT5S | PT60S | 2 | failure-rate' must be between 0.01 and 1, but is 60.0
					NaN | PT1S | 0.8 | 10    | 20    | PT5S | PT60S | 2 | failure-rate' must be between 0.01 and 1, but is NaN
					0.6 | PT0S | 0.8 | 10    | 20    | PT5S | PT60S | 2 | slow-call' must be positive, but is PT0S
					0.6 | PT1S | 0   | 10    | 20    | PT5S | PT60S | 2 | slow-call-rate' must be between 0.01 and 1, but is 0.0
					0.6 | PT1S | 0.8 | 0     | 20    | PT5S | PT60S | 2 | minimum-calls' must be between 1 and 10000, but is 0
					0.6 | PT1S | 0.8 | 1     | 1     | PT5S | PT60S | 2 | window' must be between 2 and 10000, but is 1
					0.6 | PT1S | 0.8 | 10    | 10001 | PT5S | PT60S | 2 | window' must be between 2 and 10000, but is 10001
					0.6 | PT1S | 0.8 | 30    | 20    | PT5S | PT60S | 2 | window', but is 30 against 20; lower it or widen the window
					0.6 | PT1S | 0.8 | 10    | 20    | PT-1S| PT60S | 2 | open-for' must be positive, but is PT-1S
					0.6 | PT1S | 0.8 | 10    | 20    | PT5S | PT4S  | 2 | open-for', but is PT4S against PT5S; set both to the same for no growth
					0.6 | PT1S | 0.8 | 10    | 20    | PT5S | PT60S | 0 | half-open-calls' must be between 1 and 10000, but is 0
					""")
	void whenValueIsWrongShouldNameItAndItsLimit(double failureRate, Duration slowCall, double slowCallRate,
			int minimumCalls, int window, Duration openFor, Duration maxOpenFor, int halfOpenCalls, String message) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CircuitBreakerSettings(failureRate, slowCall, slowCallRate, minimumCalls, window,
					openFor, maxOpenFor, halfOpenCalls))
			.withMessageStartingWith("'llm.resilience.circuit-breaker.")
			.withMessageContaining(message)
			.withMessageContaining(";");
	}

}
