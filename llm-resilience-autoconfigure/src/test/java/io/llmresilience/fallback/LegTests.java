package io.llmresilience.fallback;

import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;
import io.llmresilience.WatchedTimer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Leg}.
 */
class LegTests {

	private final ScriptedRoute route = new ScriptedRoute("one/a");

	private final Candidate candidate = new Candidate(this.route.modelRoute());

	private final WatchedTimer timer = new WatchedTimer();

	private final CoolDowns coolDowns = new CoolDowns(Fleet.SETTINGS, this.timer);

	@Test
	void whileItRunsShouldBeCounted() {
		this.route.answers(Flux.never());
		over().subscribe();
		assertThat(this.candidate.inFlight()).isOne();
	}

	@Test
	void whenAnsweredShouldBeCountedNoMoreBeforeAnybodyHearsOfIt() {
		over().doOnNext((event) -> assertThat(this.candidate.inFlight()).isZero()).blockLast();
		assertThat(this.candidate.inFlight()).isZero();
	}

	@Test
	void whenFailedShouldBeCountedNoMoreBeforeAnybodyHearsOfIt() {
		this.route.fails(FailureKind.OVERLOADED);
		StepVerifier.create(over().doOnError((failure) -> assertThat(this.candidate.inFlight()).isZero()))
			.verifyErrorSatisfies((failure) -> assertThat(failure).hasFieldOrPropertyWithValue("route", "one/a"));
		assertThat(this.candidate.inFlight()).isZero();
	}

	@Test
	void whenCancelledShouldBeCountedNoMore() {
		this.route.answers(Flux.never());
		over().subscribe().dispose();
		assertThat(this.candidate.inFlight()).isZero();
	}

	@Test
	void whenContentFlowsShouldEndTheCoolDownAtOnce() {
		this.coolDowns.refused("one/a", this.route.failure(FailureKind.MODEL_NOT_FOUND).build());
		this.route.answers(Flux.concat(Flux.just(TestCalls.text("a")), Flux.never()));
		over().subscribe();
		assertThat(this.coolDowns.snapshot()).isEmpty();
	}

	private Flux<ChatEvent> over() {
		return new Leg(this.candidate, this.coolDowns.forcedVisit(this.route), true, false).over(TestCalls.streamed(),
				List.of());
	}

}
