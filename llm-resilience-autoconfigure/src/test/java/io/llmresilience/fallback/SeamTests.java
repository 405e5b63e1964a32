package io.llmresilience.fallback;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a consumer sees when a stream breaks after content was delivered.
 */
class SeamTests {

	private static final ChatEvent BROKEN = new Note.AttemptEnded("one/a", 1, FailureKind.INTERRUPTED, Duration.ZERO);

	private final Fleet fleet = new Fleet("one/a", "two/b");

	@Test
	void whenRestartIsAllowedShouldAnnounceTheNewAnswer() {
		this.fleet.route("one/a").answers(broken(TestCalls.text("a")));
		this.fleet.route("two/b").answers(Flux.just(TestCalls.text("b"), this.fleet.route("two/b").completed()));
		this.fleet.stream(InterruptionMode.RESTART);
		assertThat(this.fleet.content()).containsExactly(TestCalls.text("a"),
				new ChatEvent.Restarted(FailureKind.INTERRUPTED), TestCalls.text("b"),
				this.fleet.route("two/b").completed());
	}

	@Test
	void whenNewAnswerIsEmptyShouldAnnounceItAllTheSame() {
		this.fleet.route("one/a").answers(broken(TestCalls.text("a")));
		this.fleet.stream(InterruptionMode.RESTART);
		assertThat(this.fleet.content()).element(1).isEqualTo(new ChatEvent.Restarted(FailureKind.INTERRUPTED));
	}

	@Test
	void whenAttemptsOfOneRouteRestartShouldAnnounceEachOnce() {
		this.fleet.route("one/a")
			.answers(Flux.just(TestCalls.text("a"), BROKEN, BROKEN, TestCalls.text("b"), TestCalls.text("c"), BROKEN,
					TestCalls.text("d"), this.fleet.route("one/a").completed()));
		this.fleet.stream(InterruptionMode.RESTART);
		ChatEvent restarted = new ChatEvent.Restarted(FailureKind.INTERRUPTED);
		assertThat(this.fleet.content()).containsExactly(TestCalls.text("a"), restarted, TestCalls.text("b"),
				TestCalls.text("c"), restarted, TestCalls.text("d"), this.fleet.route("one/a").completed());
	}

	@Test
	void whenNoNewAnswerComesShouldAnnounceNothing() {
		this.fleet.route("one/a").answers(broken(TestCalls.text("a")));
		this.fleet.route("two/b").fails(FailureKind.OVERLOADED);
		this.fleet.stream(InterruptionMode.RESTART);
		assertThat(this.fleet.content()).containsExactly(TestCalls.text("a"));
		assertThat(this.fleet.failure().route()).isEqualTo("one/a");
	}

	@Test
	void whenNothingWasDeliveredShouldAnnounceNothing() {
		this.fleet.route("one/a").answers(broken());
		this.fleet.stream(InterruptionMode.RESTART);
		assertThat(this.fleet.content()).containsExactly(this.fleet.route("two/b").completed());
	}

	@Test
	void whenAToolCallWasDeliveredShouldNeverRestart() {
		ChatEvent call = new ChatEvent.ToolCall(new Content.ToolCall("1", "t", "{}"));
		this.fleet.route("one/a").answers(broken(call, TestCalls.text("a")));
		this.fleet.stream(InterruptionMode.RESTART);
		assertThat(this.fleet.content()).containsExactly(call, TestCalls.text("a"));
		assertThat(this.fleet.failure().kind()).isEqualTo(FailureKind.INTERRUPTED);
		assertThat(this.fleet.route("two/b").asked()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = "RESTART", mode = EnumSource.Mode.EXCLUDE)
	void whenRestartIsNotAllowedShouldFail(InterruptionMode mode) {
		this.fleet.route("one/a").answers(broken(TestCalls.text("a")));
		this.fleet.stream(mode);
		assertThat(this.fleet.content()).containsExactly(TestCalls.text("a"));
		assertThat(this.fleet.failure().kind()).isEqualTo(FailureKind.INTERRUPTED);
	}

	private Flux<ChatEvent> broken(ChatEvent... delivered) {
		return Flux.concat(Flux.just(delivered), Flux.just(BROKEN),
				Flux.error(() -> this.fleet.route("one/a").failure(FailureKind.INTERRUPTED).build()));
	}

}
