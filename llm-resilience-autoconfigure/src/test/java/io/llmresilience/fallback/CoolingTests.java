package io.llmresilience.fallback;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What calls do about routes that are cooling.
 */
class CoolingTests {

	private static final String A = "one/a";

	private static final String B = "two/b";

	private final Fleet fleet = new Fleet(A, B);

	@Test
	void whenARouteIsCoolingShouldGoElsewhereUntilItIsOver() {
		limited(A, 60);
		this.fleet.call();
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
		assertThat(this.fleet.skipped()).containsExactly(
				new Note.Skipped(A, FailureKind.RATE_LIMITED, "cooling until 1970-01-01T00:01:00Z after RATE_LIMITED"));
		assertThat(this.fleet.route(A).asked()).isOne();
		this.fleet.pass(Duration.ofSeconds(60));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
	}

	@Test
	void whenItIsPassedOverShouldSayUntilWhenToTheMillisecond() {
		limited(A, Duration.ofNanos(60_123_456_789L));
		this.fleet.call();
		this.fleet.call();
		assertThat(this.fleet.skipped()).extracting(Note.Skipped::reason)
			.containsExactly("cooling until 1970-01-01T00:01:00.123Z after RATE_LIMITED");
	}

	@Test
	void theOnlyRouteShouldNotCoolForARateLimit() {
		Fleet single = new Fleet(A);
		single.route(A).fails(FailureKind.RATE_LIMITED);
		single.call();
		assertThat(single.coolDowns().snapshot()).isEmpty();
		assertThat(single.call().answeredBy()).isEqualTo(A);
	}

	@Test
	void theOnlyRouteShouldBeAskedAllTheSame() {
		Fleet single = new Fleet(A);
		single.route(A).fails(FailureKind.AUTHENTICATION);
		single.call();
		assertThat(single.coolDowns().snapshot()).hasSize(1);
		assertThat(single.call().answeredBy()).isEqualTo(A);
		assertThat(single.coolDowns().snapshot()).isEmpty();
	}

	@Test
	void whenAllAreCoolingShouldAskTheOneThatIsOverFirstWithAllItsRules() {
		limited(A, 60);
		limited(B, 20);
		this.fleet.call();
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
		assertThat(this.fleet.route(B).calls().get(1).hop()).isEqualTo(Hop.LAST);
		assertThat(this.fleet.skipped()).extracting(Note.Skipped::route).containsExactly(A);
	}

	@Test
	void whenTheKeyIsRefusedShouldLeaveTheWholeProviderAlone() {
		Fleet provider = new Fleet("one/a", "one/c", B);
		provider.route(A).fails(FailureKind.AUTHENTICATION);
		assertThat(provider.call().answeredBy()).isEqualTo(B);
		assertThat(provider.asked()).isEqualTo(Map.of(A, 1, B, 1));
		assertThat(provider.skipped()).containsExactly(new Note.Skipped("one/c", FailureKind.AUTHENTICATION,
				"cooling until 1970-01-01T00:01:00Z after AUTHENTICATION"));
	}

	@Test
	void whenACoolDownIsOverShouldSendOneCallAhead() {
		this.fleet.route(A).fails(FailureKind.QUOTA_EXHAUSTED).answers(Flux.never());
		this.fleet.call().pass(Duration.ofMinutes(10));
		this.fleet.call();
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
		assertThat(this.fleet.route(A).asked()).isEqualTo(2);
	}

	@Test
	void whenTheCallAheadIsCancelledShouldSendAnother() {
		this.fleet.route(A).fails(FailureKind.QUOTA_EXHAUSTED).answers(Flux.never());
		this.fleet.call().pass(Duration.ofMinutes(10));
		this.fleet.flux(TestCalls.whole()).subscribe().dispose();
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
	}

	@Test
	void whenCancelledBeforeAnythingWasReadShouldSendAnotherToo() {
		this.fleet.route(A).fails(FailureKind.QUOTA_EXHAUSTED).answers(Flux.never());
		this.fleet.call().pass(Duration.ofMinutes(10));
		StepVerifier.create(this.fleet.flux(TestCalls.whole()), 0).thenCancel().verify(Duration.ofSeconds(5));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
	}

	@Test
	void whenHintsAreMissingShouldCoolForAsLongAsACallIsPatient() {
		this.fleet.route(A).fails(FailureKind.RATE_LIMITED);
		this.fleet.call().pass(Duration.ofMillis(4999));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
		this.fleet.pass(Duration.ofMillis(1));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
	}

	@Test
	void whenClearedShouldBeAskedAgain() {
		this.fleet.route(A).fails(FailureKind.MODEL_NOT_FOUND);
		this.fleet.call();
		this.fleet.coolDowns().clear(A);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
		assertThat(this.fleet.skipped()).isEmpty();
	}

	private void limited(String route, int seconds) {
		limited(route, Duration.ofSeconds(seconds));
	}

	private void limited(String route, Duration hint) {
		this.fleet.route(route)
			.answers(Flux
				.error(() -> this.fleet.route(route).failure(FailureKind.RATE_LIMITED).retryAfter(hint).build()));
	}

}
