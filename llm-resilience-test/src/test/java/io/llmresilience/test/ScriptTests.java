package io.llmresilience.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.MissingNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ScriptTests {

	private static final Reply DEFAULT = Reply.text("default");

	private static final Reply A = Reply.text("a");

	private static final Reply B = Reply.text("b");

	private final HandClock clock = new HandClock();

	private final Script script = new Script(DEFAULT, 42, this.clock);

	@Test
	void queueShouldBeFirstInFirstOutAndThenAlways() {
		this.script.enqueue(A, B);
		assertThat(next(3)).containsExactly(A, B, DEFAULT);
		this.script.always(B);
		assertThat(next(1)).containsExactly(B);
	}

	@Test
	void everyNthShouldWinOverTheQueueInTurn() {
		Reply c = Reply.text("c");
		this.script.enqueue(c, c, c);
		this.script.everyNth(2, A, B);
		assertThat(next(7)).containsExactly(c, A, c, B, c, A, DEFAULT);
	}

	@Test
	void whenShouldLeaveTheQueueAlone() {
		this.script.enqueue(A);
		this.script.when((request) -> request.path().equals("/special"), B);
		assertThat(this.script.next(request("/special"))).isSameAs(B);
		assertThat(next(1)).containsExactly(A);
	}

	@Test
	void duringShouldApplyInItsSpanOnly() {
		this.script.during(Duration.ofSeconds(1), Duration.ofSeconds(3), A);
		List<Reply> replies = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			replies.addAll(next(1));
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(replies).containsExactly(DEFAULT, A, A, DEFAULT, DEFAULT);
	}

	@Test
	void sometimesShouldFollowTheSeed() {
		this.script.sometimes(0.3, A);
		List<Reply> first = next(1000);
		this.script.reset();
		this.script.sometimes(0.3, A);
		assertThat(next(1000)).isEqualTo(first);
		assertThat(first.stream().filter((reply) -> reply == A).count()).isBetween(250L, 350L);
	}

	@Test
	void sometimesShouldNotDependOnTheQueue() {
		this.script.sometimes(0.5, A);
		List<Reply> undisturbed = next(100).subList(10, 100);
		this.script.reset();
		this.script.sometimes(0.5, A);
		IntStream.range(0, 10).forEach((i) -> this.script.enqueue(B));
		assertThat(next(100).subList(10, 100)).isEqualTo(undisturbed);
	}

	@Test
	void resetShouldForgetEverything() {
		this.script.enqueue(A);
		this.script.everyNth(1, A);
		this.script.when((request) -> true, A);
		this.script.during(Duration.ZERO, Duration.ofDays(1), A);
		this.script.sometimes(1, A);
		this.script.always(A);
		this.script.reset();
		assertThat(next(3)).containsOnly(DEFAULT);
	}

	@Test
	void whenProbabilityIsNotOneShouldSayWhichIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.script.sometimes(1.1, A))
			.withMessage("'probability' was 1.1 but must be from 0 to 1");
	}

	@Test
	void whenThereAreNoRepliesInTurnShouldSaySo() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.script.everyNth(2))
			.withMessageContaining("at least one reply");
	}

	private List<Reply> next(int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.script.next(request("/"))).toList();
	}

	private ReceivedRequest request(String path) {
		return new ReceivedRequest(1, Dialect.OPENAI, "POST", path, Map.of(), "", MissingNode.getInstance(),
				this.clock.instant(), Ending.OPEN, null);
	}

}
