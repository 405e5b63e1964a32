package io.llmresilience.fallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.BudgetUnit;
import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Route.Availability;
import io.llmresilience.Route.State;
import io.llmresilience.TestCalls;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackExchange}.
 */
class FallbackExchangeTests {

	private static final String A = "one/a";

	private static final String B = "two/b";

	private static final String C = "three/c";

	private static final Set<FailureKind> FINAL = EnumSet.of(FailureKind.INVALID_REQUEST, FailureKind.CONTENT_FILTERED,
			FailureKind.DEADLINE, FailureKind.SHUTDOWN, FailureKind.BUDGET_EXCEEDED, FailureKind.LOOP_DETECTED);

	private static final Availability OPEN = new Availability(State.CIRCUIT_OPEN, Instant.EPOCH.plusSeconds(5),
			FailureKind.OVERLOADED);

	private final Fleet fleet = new Fleet(A, B, C);

	@Test
	void whenFirstRouteAnswersShouldAskNoOther() {
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
		assertThat(this.fleet.asked()).isEqualTo(Map.of(A, 1));
		assertThat(this.fleet.seen()).first().isEqualTo(new Note.Planned(List.of(A, B, C)));
	}

	@Test
	void whenFirstRouteIsPausedShouldAskTheNextAtOnceAndTell() {
		this.fleet.route(A).standing(new Availability(State.PAUSED, null, null));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
		assertThat(this.fleet.asked()).isEqualTo(Map.of(B, 1));
		assertThat(this.fleet.seen()).contains(new Note.Skipped(A, FailureKind.CIRCUIT_OPEN, "paused by hand"));
	}

	@Test
	void whenAllAreOutShouldAskAPausedRouteLast() {
		this.fleet.route(A).standing(new Availability(State.PAUSED, null, null));
		this.fleet.route(B).standing(OPEN);
		this.fleet.route(C).standing(OPEN);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
	}

	@ParameterizedTest
	@EnumSource
	void kindOfFailureShouldDecideWhetherTheNextIsAsked(FailureKind kind) {
		this.fleet.route(A).fails(kind);
		this.fleet.call();
		assertThat(this.fleet.route(B).asked()).isEqualTo(FINAL.contains(kind) ? 0 : 1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void budgetShouldDecideWhetherTheNextIsAsked(boolean nextRoute) {
		this.fleet.route(A).answers(Flux.error(() -> spent(nextRoute)));
		this.fleet.call();
		assertThat(this.fleet.route(B).asked()).isEqualTo(nextRoute ? 1 : 0);
	}

	@Test
	void whenNothingCheaperIsLeftShouldFailAsTheBudgetHas() {
		for (String route : List.of(A, B, C)) {
			this.fleet.route(route).answers(Flux.error(() -> spent(true)));
		}
		assertThat(this.fleet.call().failure()).isInstanceOf(BudgetExceededException.class);
		assertThat(this.fleet.asked()).isEqualTo(Map.of(A, 1, B, 1, C, 1));
	}

	private static BudgetExceededException spent(boolean nextRoute) {
		BudgetExceededException.Shortage shortage = new BudgetExceededException.Shortage("daily", null, BudgetUnit.USD,
				BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO, BigDecimal.ONE, null);
		return new BudgetExceededException(A, "spent", shortage, nextRoute, null);
	}

	@Test
	void whenALaterRouteFindsTheRequestWrongShouldGoOn() {
		this.fleet.route(A).fails(FailureKind.OVERLOADED);
		this.fleet.route(B).fails(FailureKind.INVALID_REQUEST);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(C);
	}

	@Test
	void whenAllFailShouldRaiseTheFirstWithTheOthers() {
		this.fleet.route(A).fails(FailureKind.OVERLOADED);
		this.fleet.route(B).fails(FailureKind.TIMEOUT);
		this.fleet.route(C).fails(FailureKind.CONNECTION);
		LlmException failure = this.fleet.call().failure();
		assertThat(failure.route()).isEqualTo(A);
		assertThat(failure.getSuppressed()).extracting("route").containsExactly(B, C);
	}

	@Test
	void whenTimeIsUpOnALaterRouteShouldSaySo() {
		this.fleet.route(A).fails(FailureKind.TIMEOUT);
		this.fleet.route(B).fails(FailureKind.DEADLINE);
		LlmException failure = this.fleet.call().failure();
		assertThat(failure.kind()).isEqualTo(FailureKind.DEADLINE);
		assertThat(failure.getSuppressed()).extracting("route").containsExactly(A);
		assertThat(this.fleet.route(C).asked()).isZero();
	}

	@Test
	void whenContentWasDeliveredShouldFailAsThatRoute() {
		this.fleet.route(A).fails(FailureKind.OVERLOADED);
		this.fleet.route(B)
			.answers(Flux.concat(Flux.just(TestCalls.text("a")),
					Flux.error(() -> this.fleet.route(B).failure(FailureKind.INTERRUPTED).build())));
		this.fleet.stream(InterruptionMode.FAIL);
		assertThat(this.fleet.failure().route()).isEqualTo(B);
		assertThat(this.fleet.failure().getSuppressed()).extracting("route").containsExactly(A);
		assertThat(this.fleet.route(C).asked()).isZero();
	}

	@Test
	void whenAProgramFailsShouldNotGoOn() {
		this.fleet.route(A).answers(Flux.error(new IllegalStateException("a bug")));
		this.fleet.call();
		assertThat(this.fleet.route(B).asked()).isZero();
	}

	@Test
	void whileAnotherRouteIsLeftShouldGrantAShareOnly() {
		this.fleet.route(A).fails(FailureKind.OVERLOADED);
		this.fleet.route(B).fails(FailureKind.OVERLOADED);
		this.fleet.call();
		Instant start = Instant.EPOCH;
		assertThat(hop(A)).isEqualTo(new Hop(2, Duration.ofSeconds(5), start.plusSeconds(84)));
		assertThat(hop(B)).isEqualTo(new Hop(2, Duration.ofSeconds(5), start.plusSeconds(84)));
		assertThat(hop(C)).isEqualTo(Hop.LAST);
	}

	@Test
	void whenTimeHasPassedShouldGrantAShareOfTheRest() {
		this.fleet.route(A)
			.answers(Flux.error(() -> this.fleet.route(A).failure(FailureKind.TIMEOUT).build())
				.delaySubscription(Duration.ofSeconds(20), this.fleet.timer())
				.cast(ChatEvent.class));
		this.fleet.call().pass(Duration.ofSeconds(20));
		assertThat(hop(B).until()).isEqualTo(Instant.EPOCH.plusSeconds(90));
	}

	private Hop hop(String route) {
		return this.fleet.route(route).calls().get(0).hop();
	}

	@Test
	void whenTheRestIsNotReadyShouldGrantEverything() {
		this.fleet.route(B).standing(OPEN);
		this.fleet.route(C).quirks(Quirk.NO_CHAT_COMPLETIONS);
		this.fleet.route(A).fails(FailureKind.OVERLOADED);
		this.fleet.call();
		assertThat(hop(A)).isEqualTo(Hop.LAST);
		assertThat(this.fleet.failure().route()).isEqualTo(A);
		assertThat(this.fleet.asked()).isEqualTo(Map.of(A, 1));
		assertThat(this.fleet.skipped()).containsExactly(
				new Note.Skipped(B, FailureKind.CIRCUIT_OPEN, "circuit open until 1970-01-01T00:00:05Z"),
				new Note.Skipped(C, FailureKind.INVALID_REQUEST,
						"the model refuses any chat, since it does not speak Chat Completions"));
	}

	@Test
	void whenARouteIsNotReadyShouldPassItOverAndSayWhy() {
		this.fleet.route(A).standing(OPEN);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
		assertThat(this.fleet.skipped()).extracting(Note.Skipped::route).containsExactly(A);
	}

	@Test
	void whenAPassedOverRouteIsReadyAgainShouldAskItFirst() {
		this.fleet.route(A).standing(OPEN);
		this.fleet.route(B).answers(Flux.defer(() -> {
			this.fleet.route(A).standing(Availability.READY);
			return Flux.error(this.fleet.route(B).failure(FailureKind.OVERLOADED).build());
		}));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(A);
	}

	@Test
	void whenTheCountedOnRouteIsLostMeanwhileShouldAskItAllTheSame() {
		this.fleet.route(A).answers(Flux.defer(() -> {
			this.fleet.route(B).standing(OPEN);
			this.fleet.route(C).standing(OPEN);
			return Flux.error(this.fleet.route(A).failure(FailureKind.OVERLOADED).build());
		}));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
	}

	@ParameterizedTest
	@EnumSource(names = { "CIRCUIT_OPEN", "RATE_LIMIT_WAIT", "QUEUE_FULL" })
	void whenNoneIsReadyAndOneRefusesUnaskedShouldTryTheOthers(FailureKind kind) {
		List.of(A, B, C).forEach((name) -> this.fleet.route(name).standing(OPEN));
		List.of(A, B)
			.forEach((name) -> this.fleet.route(name).answers(Flux.error(new CallRefusedException(kind, name, "no"))));
		assertThat(this.fleet.call().answeredBy()).isEqualTo(C);
	}

	@Test
	void whenARouteCannotServeTheRequestShouldPassItOver() {
		this.fleet.route(A).quirks(Quirk.NO_TOOLS);
		ChatRequest request = ChatRequest.builder().user("Hi").tool(new Tool("t", "does", Map.of())).build();
		assertThat(this.fleet.call(request).answeredBy()).isEqualTo(B);
		assertThat(this.fleet.skipped()).containsExactly(new Note.Skipped(A, FailureKind.INVALID_REQUEST,
				"the model refuses tools, of which the request has 1"));
	}

	@Test
	void whenNoRouteCanServeTheRequestShouldLetTheFirstSaySo() {
		List.of(A, B, C).forEach((name) -> this.fleet.route(name).window(1));
		this.fleet.route(A).fails(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		assertThat(this.fleet.call().failure().route()).isEqualTo(A);
		assertThat(this.fleet.asked()).isEqualTo(Map.of(A, 1));
	}

	@Test
	void whenPromptDoesNotFitShouldPassOverWhatIsNotLarger() {
		String prompt = "word ".repeat(1000);
		this.fleet.route(A).window(2000).fails(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		this.fleet.route(B).window(2000);
		this.fleet.route(C).window(2001);
		assertThat(this.fleet.call(ChatRequest.of(prompt)).answeredBy()).isEqualTo(C);
		assertThat(this.fleet.skipped()).containsExactly(new Note.Skipped(B, FailureKind.CONTEXT_WINDOW_EXCEEDED,
				"the prompt was too long for one/a, whose context window is not smaller"));
	}

	@Test
	void whenPromptSurelyFitsShouldAskASmallerWindowToo() {
		this.fleet.route(A).window(2000).fails(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		this.fleet.route(B).window(1000);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(B);
	}

	@Test
	void whenThereIsAListForLongPromptsShouldAskIt() {
		this.fleet.with(Fleet.settings(List.of("four/d", C), List.of()));
		this.fleet.route(A).fails(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		this.fleet.route("four/d").fails(FailureKind.OVERLOADED);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(C);
		assertThat(this.fleet.route(B).asked()).isZero();
	}

	@Test
	void whenThereIsAListForRefusedContentShouldAskIt() {
		this.fleet.with(Fleet.settings(List.of(), List.of(C)));
		this.fleet.route(A).fails(FailureKind.CONTENT_FILTERED);
		assertThat(this.fleet.call().answeredBy()).isEqualTo(C);
	}

	@Test
	void whenTheListIsUsedUpShouldNotGoBackToTheGeneralOne() {
		this.fleet.with(Fleet.settings(List.of(), List.of(C)));
		this.fleet.route(A).fails(FailureKind.CONTENT_FILTERED);
		this.fleet.route(C).fails(FailureKind.CONTENT_FILTERED);
		assertThat(this.fleet.call().failure().route()).isEqualTo(A);
		assertThat(this.fleet.route(B).asked()).isZero();
	}

	@Test
	void whenTheLastRouteHasAListForItsFailureShouldAskIt() {
		Fleet single = new Fleet(A).with(Fleet.settings(List.of(B), List.of()));
		single.route(A).fails(FailureKind.CONTEXT_WINDOW_EXCEEDED);
		assertThat(single.call().answeredBy()).isEqualTo(B);
	}

	@Test
	void whenRequestNamesRoutesShouldAskThoseOnly() {
		this.fleet.with(Fleet.settings(List.of(), List.of(A)));
		this.fleet.route(C).fails(FailureKind.OVERLOADED);
		this.fleet.route(B).fails(FailureKind.CONTENT_FILTERED);
		ChatRequest request = ChatRequest.builder().user("Hi").routes(List.of(C, B)).build();
		assertThat(this.fleet.call(request).failure().route()).isEqualTo(C);
		assertThat(this.fleet.asked()).isEqualTo(Map.of(C, 1, B, 1));
	}

	@Test
	void whenRequestNamesAnUnknownRouteShouldRefuseIt() {
		ChatRequest request = ChatRequest.builder().user("Hi").route("one/x").build();
		LlmException failure = this.fleet.call(request).failure();
		assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(failure).hasMessage("'route' is 'one/x', which is not configured; use one of [one/a, two/b, three/c]"
				+ " or add it to 'llm.resilience.chat.routes' or 'llm.resilience.models'");
	}

	@Test
	void whenRequestHasAGroupWithABadWeightShouldRefuseIt() {
		ChatRequest request = ChatRequest.builder().user("Hi").route("one/a*0 | two/b").build();
		assertThat(this.fleet.call(request).failure())
			.hasMessage("'route' is wrong: 'one/a' has the weight '0', which must be a whole number from 1 to 1000");
	}

	@Test
	void whenGroupFailsInPartShouldAskItsOtherMembersBeforeTheNextEntry() {
		Fleet group = new Fleet("one/a | two/b", C);
		group.route(A).fails(FailureKind.OVERLOADED);
		group.route(B).fails(FailureKind.OVERLOADED);
		assertThat(group.call().answeredBy()).isEqualTo(C);
		assertThat(group.asked()).isEqualTo(Map.of(A, 1, B, 1, C, 1));
		List<String> planned = ((Note.Planned) group.seen().get(0)).routes();
		assertThat(planned).containsExactlyInAnyOrder(A, B, C).last().isEqualTo(C);
		assertThat(group.seen()).isNotEmpty();
	}

	@Test
	void whenAMemberIsNotReadyShouldPlanItLast() {
		Fleet group = new Fleet("one/a*1000 | two/b");
		group.route(A).standing(OPEN);
		group.call();
		assertThat(group.seen()).first().isEqualTo(new Note.Planned(List.of(B, A)));
		assertThat(group.skipped()).isEmpty();
	}

	@Test
	void whenAMemberHangsShouldPreferTheOthers() {
		Fleet group = new Fleet("one/a | two/b");
		group.route(A).answers(Flux.never());
		group.route(B).answers(Flux.never());
		group.call().call();
		assertThat(group.asked()).isEqualTo(Map.of(A, 1, B, 1));
	}

}
