package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.llmresilience.CallTrace.Shortening;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;
import io.llmresilience.observation.AbsorbedTrouble.Trouble;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What notes of a call make to be counted.
 */
class CallStoryTests {

	private final List<String> counted = new ArrayList<>();

	private final CallStory story = new CallStory(new Diary(this.counted));

	private void notes(Note... notes) {
		for (Note note : notes) {
			this.story.note(note);
		}
	}

	private static Note planned(String... routes) {
		return new Note.Planned(List.of(routes));
	}

	private static Note failed(String route, int number, FailureKind kind) {
		return new Note.AttemptEnded(route, number, kind, Duration.ZERO);
	}

	private static Note answered(String route, int number) {
		return new Note.AttemptEnded(route, number, null, Duration.ZERO);
	}

	private static Note skipped(String route) {
		return new Note.Skipped(route, FailureKind.CIRCUIT_OPEN, "open");
	}

	@Test
	void firstAttemptShouldBeNothingToCount() {
		notes(planned("a", "b"), answered("a", 1));
		assertThat(this.counted).isEmpty();
		assertThat(this.story.attempts()).isEqualTo(1);
	}

	@Test
	void retryShouldBeCountedByHowTheLastAttemptFailed() {
		notes(planned("a"), failed("a", 1, FailureKind.TIMEOUT), failed("a", 2, FailureKind.OVERLOADED),
				answered("a", 3));
		assertThat(this.counted).containsExactly("retried a TIMEOUT", "retried a OVERLOADED");
		assertThat(this.story.attempts()).isEqualTo(3);
	}

	@Test
	void secondTryWithAShorterConversationShouldBeARetry() {
		notes(planned("a"), failed("a", 1, FailureKind.CONTEXT_WINDOW_EXCEEDED), answered("a", 1));
		assertThat(this.counted).containsExactly("retried a CONTEXT_WINDOW_EXCEEDED");
	}

	@Test
	void nextRouteShouldBeAFailover() {
		notes(planned("a", "b"), failed("a", 1, FailureKind.TIMEOUT), failed("b", 1, FailureKind.OVERLOADED),
				answered("b", 2));
		assertThat(this.counted).containsExactly("failed over a TIMEOUT b", "retried b OVERLOADED");
	}

	@Test
	void whenFirstRouteIsPassedOverShouldFailOverFromThere() {
		notes(planned("a", "b", "c"), skipped("a"), skipped("b"), answered("c", 1));
		assertThat(this.counted).containsExactly("skipped a", "skipped b", "failed over a CIRCUIT_OPEN c");
	}

	@Test
	void whenRouteBetweenIsPassedOverShouldFailOverFromTheOneThatFailed() {
		notes(planned("a", "b", "c"), failed("a", 1, FailureKind.TIMEOUT), skipped("b"), answered("c", 1));
		assertThat(this.counted).containsExactly("skipped b", "failed over a TIMEOUT c");
	}

	@Test
	void routeOfAnotherListShouldBeAFailover() {
		notes(planned("a"), failed("a", 1, FailureKind.CONTEXT_WINDOW_EXCEEDED), answered("larger", 1));
		assertThat(this.counted).containsExactly("failed over a CONTEXT_WINDOW_EXCEEDED larger");
	}

	@Test
	void whenFasterRouteWinsShouldBeAHedgeAndNoFailover() {
		notes(planned("a", "b"), failed("a", 1, FailureKind.TIMEOUT), new Note.Overtaken("a", 2, "b", Duration.ZERO),
				answered("b", 1));
		assertThat(this.counted).containsExactly("overtaken a b");
		assertThat(this.story.attempts()).isEqualTo(3);
	}

	@Test
	void whenTheSecondOfTwoFailsFirstShouldNotFailOverBackwards() {
		notes(planned("a", "b"), failed("b", 1, FailureKind.TIMEOUT), answered("a", 1));
		assertThat(this.counted).isEmpty();
	}

	@Test
	void priceShouldBelongToTheAttemptThatEnds() {
		notes(planned("a"), new Note.Charged(BigDecimal.ONE), failed("a", 1, FailureKind.TIMEOUT),
				failed("a", 2, FailureKind.TIMEOUT), new Note.Charged(null), answered("a", 3));
		assertThat(this.counted).filteredOn((line) -> line.startsWith("charged"))
			.containsExactly("charged a TIMEOUT 1", "charged a null null");
	}

	@Test
	void waitsShouldBeCountedAsTheyCome() {
		notes(new Note.Waiting(Duration.ofSeconds(2), WaitReason.HINT));
		assertThat(this.counted).containsExactly("waited HINT PT2S");
	}

	/**
	 * Writes down what is counted.
	 */
	private record Diary(List<String> lines) implements CallStory.Listener {

		@Override
		public void waited(WaitReason reason, Duration duration) {
			this.lines.add("waited " + reason + " " + duration);
		}

		@Override
		public void retried(Trouble before) {
			this.lines.add("retried " + before.route() + " " + before.kind());
		}

		@Override
		public void failedOver(Trouble from, String to) {
			this.lines.add("failed over " + from.route() + " " + from.kind() + " " + to);
		}

		@Override
		public void skipped(Trouble trouble) {
			this.lines.add("skipped " + trouble.route());
		}

		@Override
		public void overtaken(String route, String by) {
			this.lines.add("overtaken " + route + " " + by);
		}

		@Override
		public void charged(String route, @Nullable FailureKind failure, @Nullable BigDecimal cost) {
			this.lines.add("charged " + route + " " + failure + " " + cost);
		}

		@Override
		public void shortened(Shortening shortening) {
			this.lines.add("shortened " + shortening.route());
		}

	}

}
