package io.llmresilience.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.util.context.Context;

import io.llmresilience.CallLogLines;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;
import io.llmresilience.observation.AbsorbedTrouble.Trouble;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for warnings of what callers did not get to see.
 */
class AbsorbedTroubleTests {

	private static final Trouble OVERLOADED = new Trouble("openai/a", FailureKind.OVERLOADED);

	@RegisterExtension
	private final CallLogLines lines = new CallLogLines();

	private Instant now = Instant.EPOCH;

	private final AbsorbedTrouble absorbed = new AbsorbedTrouble(() -> this.now);

	@Test
	void firstTroubleShouldBeToldAtOnce() {
		this.absorbed.happened(OVERLOADED, 1);
		assertThat(counts()).containsExactly(1L);
	}

	@Test
	void whatHappenedSeveralTimesInOneCallShouldBeToldTogether() {
		this.absorbed.happened(OVERLOADED, 2);
		assertThat(counts()).containsExactly(2L);
	}

	@Test
	void withinAMinuteShouldOnlyCount() {
		for (int i = 0; i < 60; i++) {
			this.absorbed.happened(OVERLOADED, 1);
			this.now = this.now.plusSeconds(1);
		}
		assertThat(counts()).containsExactly(1L);
		this.absorbed.happened(OVERLOADED, 1);
		assertThat(counts()).containsExactly(1L, 60L);
	}

	@Test
	void everyRouteAndKindShouldHaveItsOwnMinute() {
		this.absorbed.happened(OVERLOADED, 1);
		this.absorbed.happened(new Trouble("openai/b", FailureKind.OVERLOADED), 1);
		this.absorbed.happened(new Trouble("openai/a", FailureKind.TIMEOUT), 1);
		assertThat(counts()).containsExactly(1L, 1L, 1L);
	}

	@Test
	void memoryShouldBeBounded() {
		for (int i = 0; i < 2000; i++) {
			this.absorbed.happened(new Trouble("openai/" + i, FailureKind.TIMEOUT), 1);
		}
		assertThat(counts()).hasSize(1000);
		this.now = this.now.plus(Duration.ofMinutes(1));
		this.absorbed.happened(new Trouble("openai/0", FailureKind.TIMEOUT), 1);
		assertThat(counts()).hasSize(1001);
	}

	@Test
	void failedAttemptsOfOneCallShouldBeToldTogether() {
		answeredInSpiteOf(FailureKind.OVERLOADED, FailureKind.OVERLOADED);
		assertThat(counts()).containsExactly(2L);
	}

	@Test
	void whatACircuitRefusedShouldNotBeToldSinceTheCircuitHas() {
		answeredInSpiteOf(FailureKind.CIRCUIT_OPEN);
		assertThat(counts()).isEmpty();
	}

	private void answeredInSpiteOf(FailureKind... failures) {
		CallWatch call = new CallLogWatcher(ObservationSettings.DEFAULTS, () -> this.now).watch(TestCalls.streamed(),
				Context.empty());
		for (FailureKind failure : failures) {
			call.event(new ChatEvent.Note.AttemptEnded(TestCalls.ROUTE, 1, failure, Duration.ZERO));
		}
		call.answered(TestCalls.completed("fine"));
	}

	private List<Object> counts() {
		return this.lines.all()
			.stream()
			.filter((line) -> line.getLevel() == Level.WARN)
			.map((line) -> line.getKeyValuePairs().get(3).value)
			.toList();
	}

}
