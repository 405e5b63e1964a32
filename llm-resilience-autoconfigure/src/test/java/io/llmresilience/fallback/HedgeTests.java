package io.llmresilience.fallback;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.Route.Availability;
import io.llmresilience.Route.State;
import io.llmresilience.TestCalls;
import io.llmresilience.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for calls that ask two routes at once.
 */
class HedgeTests {

	private static final Duration AFTER = Duration.ofSeconds(2);

	private final Fleet fleet = new Fleet("one/a", "two/b", "three/c").with(Fleet.hedging(AFTER, 1));

	private final ScriptedRoute first = this.fleet.route("one/a");

	private final ScriptedRoute second = this.fleet.route("two/b");

	@Test
	void whenFirstIsFastShouldAskNoOther() {
		assertThat(this.fleet.call().answeredBy()).isEqualTo("one/a");
		this.fleet.pass(AFTER);
		assertThat(this.fleet.asked()).isEqualTo(Map.of("one/a", 1));
		assertThat(this.fleet.timer().tasksLeft()).isZero();
	}

	@Test
	void whenFirstIsSilentShouldAskTheNextToo() {
		this.first.answers(Flux.never());
		this.fleet.call().pass(AFTER.minusMillis(1));
		assertThat(this.second.asked()).isZero();
		this.fleet.pass(Duration.ofMillis(1));
		assertThat(this.fleet.answeredBy()).isEqualTo("two/b");
		assertThat(this.first.cancelled()).isOne();
	}

	@Test
	void tellsOfTheOneThatWasOvertaken() {
		this.first.answers(Flux.never());
		this.fleet.call().pass(AFTER);
		assertThat(this.fleet.seen()).element(0).isEqualTo(new Note.Planned(List.of("one/a", "two/b", "three/c")));
		assertThat(this.fleet.seen()).element(1).isEqualTo(new Note.Overtaken("one/a", 1, "two/b", AFTER));
	}

	@Test
	void whenFirstIsFasterAfterAllShouldCancelTheOther() {
		this.first.answers(late(Flux.just(this.first.completed()), 3));
		this.second.answers(Flux.never());
		this.fleet.call().pass(Duration.ofSeconds(3));
		assertThat(this.fleet.answeredBy()).isEqualTo("one/a");
		assertThat(this.second.cancelled()).isOne();
	}

	@Test
	void whenFirstHasContentShouldNotAskAnother() {
		this.first.answers(Flux.concat(Flux.just(TestCalls.text("a")), Flux.never()));
		this.fleet.stream(InterruptionMode.FAIL).pass(AFTER);
		assertThat(this.second.asked()).isZero();
	}

	@Test
	void whenBothHaveBegunShouldGoOnWithTheFirstContentAlone() {
		this.first.answers(late(Flux.just(TestCalls.text("a")), 4));
		this.second.answers(Flux.concat(Flux.just(TestCalls.text("b")), Flux.never()));
		this.fleet.stream(InterruptionMode.FAIL).pass(Duration.ofSeconds(5));
		assertThat(this.fleet.content()).containsExactly(TestCalls.text("b"));
	}

	@Test
	void whenFirstFailsEarlyShouldGoOnWithoutARace() {
		this.first.answers(late(failing(this.first), 1));
		this.second.answers(late(Flux.just(this.second.completed()), 5));
		this.fleet.call().pass(Duration.ofSeconds(6));
		assertThat(this.fleet.answeredBy()).isEqualTo("two/b");
		assertThat(this.fleet.asked()).isEqualTo(Map.of("one/a", 1, "two/b", 1));
	}

	@Test
	void whenFirstFailsDuringTheRaceShouldLetTheOtherFinish() {
		this.first.answers(late(failing(this.first), 3));
		this.second.answers(late(Flux.just(this.second.completed()), 5));
		this.fleet.call().pass(Duration.ofSeconds(7));
		assertThat(this.fleet.answeredBy()).isEqualTo("two/b");
		assertThat(this.fleet.asked()).isEqualTo(Map.of("one/a", 1, "two/b", 1));
	}

	@Test
	void whenBothFailShouldGoOnWithTheThird() {
		this.first.answers(late(failing(this.first), 3));
		this.second.fails(FailureKind.OVERLOADED);
		this.fleet.call().pass(Duration.ofSeconds(3));
		assertThat(this.fleet.answeredBy()).isEqualTo("three/c");
	}

	@Test
	void whenAllFailShouldRaiseTheFirstRoutesFailure() {
		this.first.answers(late(failing(this.first), 3));
		this.second.fails(FailureKind.OVERLOADED);
		this.fleet.route("three/c").fails(FailureKind.OVERLOADED);
		this.fleet.call().pass(Duration.ofSeconds(3));
		assertThat(this.fleet.failure().route()).isEqualTo("one/a");
		assertThat(this.fleet.failure().getSuppressed()).extracting("route").containsExactly("two/b", "three/c");
	}

	@Test
	void whenOtherIsNotReadyShouldWaitForTheFirst() {
		this.second.standing(new Availability(State.CIRCUIT_OPEN, null, null));
		this.fleet.route("three/c").standing(new Availability(State.CIRCUIT_OPEN, null, null));
		this.first.answers(late(Flux.just(this.first.completed()), 3));
		this.fleet.call().pass(Duration.ofSeconds(3));
		assertThat(this.fleet.answeredBy()).isEqualTo("one/a");
	}

	@Test
	void withToolsShouldAskOneAtATime() {
		this.first.answers(Flux.never());
		this.fleet.call(ChatRequest.builder().user("Hi").tool(new Tool("t", "does", Map.of())).build()).pass(AFTER);
		assertThat(this.second.asked()).isZero();
	}

	@Test
	void shouldKeepToItsShareOfTheCalls() {
		Fleet some = new Fleet("one/a", "two/b").with(Fleet.hedging(AFTER, 0.1));
		for (int i = 0; i < 50; i++) {
			some.route("one/a").answers(Flux.never());
			some.call();
		}
		some.pass(AFTER);
		assertThat(some.route("two/b").asked()).isEqualTo(5);
	}

	@Test
	void losersShouldNotCoolAnything() {
		this.first.answers(Flux.never());
		this.fleet.call().pass(AFTER);
		assertThat(this.fleet.coolDowns().snapshot()).isEmpty();
	}

	@Test
	void whenCallerLeavesShouldCancelBoth() {
		this.first.answers(Flux.never());
		this.second.answers(Flux.never());
		this.fleet.flux(this.fleet.call(ChatRequest.of("Hi"), Wire.WHOLE, InterruptionMode.FAIL))
			.doOnSubscribe((subscription) -> this.fleet.timer().schedule(subscription::cancel, 3, TimeUnit.SECONDS))
			.subscribe();
		this.fleet.pass(Duration.ofSeconds(3));
		assertThat(this.first.cancelled()).isOne();
		assertThat(this.second.cancelled()).isOne();
		assertThat(this.fleet.timer().tasksLeft()).isZero();
	}

	@Test
	void asksTheWinnerForNoMoreThanIsWanted() {
		this.first.answers(Flux.never());
		this.second.answers(Flux.just(TestCalls.text("a"), TestCalls.text("b"), TestCalls.text("c")));
		StepVerifier
			.create(this.fleet.flux(this.fleet.call(ChatRequest.of("Hi"), Wire.STREAMED, InterruptionMode.FAIL)), 1)
			.then(() -> this.fleet.pass(AFTER))
			.expectNextMatches(Note.Planned.class::isInstance)
			.thenRequest(2)
			.expectNextMatches(Note.Overtaken.class::isInstance)
			.expectNext(TestCalls.text("a"))
			.expectNoEvent(Duration.ofMillis(1))
			.thenRequest(2)
			.expectNext(TestCalls.text("b"), TestCalls.text("c"))
			.expectComplete()
			.verify(Duration.ofSeconds(5));
	}

	private Flux<ChatEvent> late(Flux<ChatEvent> answer, int seconds) {
		return answer.delaySubscription(Duration.ofSeconds(seconds), this.fleet.timer());
	}

	private static Flux<ChatEvent> failing(ScriptedRoute route) {
		return Flux.error(() -> route.failure(FailureKind.TIMEOUT).build());
	}

}
