package io.llmresilience.circuitbreaker;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Evidence}.
 */
class EvidenceTests {

	static List<Arguments> kinds() {
		return List.of(arguments(FailureKind.AUTHENTICATION, Evidence.ANSWER),
				arguments(FailureKind.PERMISSION, Evidence.ANSWER),
				arguments(FailureKind.QUOTA_EXHAUSTED, Evidence.ANSWER),
				arguments(FailureKind.RATE_LIMITED, Evidence.ANSWER),
				arguments(FailureKind.REQUEST_TOO_LARGE, Evidence.ANSWER),
				arguments(FailureKind.MODEL_NOT_FOUND, Evidence.ANSWER),
				arguments(FailureKind.CONTEXT_WINDOW_EXCEEDED, Evidence.ANSWER),
				arguments(FailureKind.CONTENT_FILTERED, Evidence.ANSWER),
				arguments(FailureKind.INVALID_REQUEST, Evidence.ANSWER),
				arguments(FailureKind.SERVER_ERROR, Evidence.FAILURE),
				arguments(FailureKind.OVERLOADED, Evidence.FAILURE),
				arguments(FailureKind.CONNECTION, Evidence.FAILURE), arguments(FailureKind.TIMEOUT, Evidence.FAILURE),
				arguments(FailureKind.INTERRUPTED, Evidence.FAILURE),
				arguments(FailureKind.MALFORMED, Evidence.FAILURE), arguments(FailureKind.UNKNOWN, Evidence.NOTHING),
				arguments(FailureKind.CIRCUIT_OPEN, Evidence.NOTHING),
				arguments(FailureKind.RATE_LIMIT_WAIT, Evidence.NOTHING),
				arguments(FailureKind.QUEUE_FULL, Evidence.NOTHING), arguments(FailureKind.SHUTDOWN, Evidence.NOTHING),
				arguments(FailureKind.BUDGET_EXCEEDED, Evidence.NOTHING),
				arguments(FailureKind.LOOP_DETECTED, Evidence.NOTHING),
				arguments(FailureKind.DEADLINE, Evidence.NOTHING));
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void kindShouldDecide(FailureKind kind, Evidence expected) {
		assertThat(Evidence.of(ProviderException.of(kind, TestCalls.ROUTE).build(), true)).isEqualTo(expected);
	}

	@Test
	void everyKindShouldBeInTheTable() {
		Stream<FailureKind> listed = kinds().stream().map((row) -> (FailureKind) row.get()[0]);
		assertThat(listed).containsExactlyInAnyOrderElementsOf(Arrays.asList(FailureKind.values()));
	}

	@ParameterizedTest
	@EnumSource
	void whenWeRefusedShouldSayNothing(FailureKind kind) {
		assertThat(Evidence.of(new CallRefusedException(kind, TestCalls.ROUTE, "no"), true))
			.isEqualTo(Evidence.NOTHING);
	}

	@Test
	void whenItIsNoFailureOfACallShouldSayNothing() {
		assertThat(Evidence.of(new IllegalStateException("a mistake of ours"), true)).isEqualTo(Evidence.NOTHING);
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderBlamesTheCallerShouldNeverBeAFailure(FailureKind kind) {
		for (int status : new int[] { 400, 408, 409, 429, 498, 499 }) {
			assertThat(Evidence.of(failure(kind, status, Sent.YES), true)).isEqualTo(Evidence.ANSWER);
		}
	}

	@ParameterizedTest
	@CsvSource({ ", UNKNOWN, true, FAILURE", ", UNKNOWN, false, NOTHING", ", YES, false, NOTHING",
			", NO, false, FAILURE", "504, YES, false, FAILURE", "200, YES, false, FAILURE" })
	void whenATimeOutIsTheCallersShouldSayNothing(@Nullable Integer status, Sent sent, boolean timeGiven,
			Evidence expected) {
		assertThat(Evidence.of(failure(FailureKind.TIMEOUT, status, sent), timeGiven)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "599, FAILURE", "500, FAILURE", "404, ANSWER", "302, ANSWER" })
	void whenKindIsUnknownTheStatusShouldDecide(int status, Evidence expected) {
		assertThat(Evidence.of(failure(FailureKind.UNKNOWN, status, Sent.YES), true)).isEqualTo(expected);
	}

	private static ProviderException failure(FailureKind kind, @Nullable Integer status, Sent sent) {
		ProviderException.Builder builder = ProviderException.of(kind, TestCalls.ROUTE).sent(sent);
		return (status != null) ? builder.status(status).build() : builder.build();
	}

}
