package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;
import io.llmresilience.budget.Spending.Call;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetFilter}: a call may cost 0.05 USD, of which its prompt is 0.01.
 */
class BudgetFilterTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final ChatCall WHOLE = Priced.call(Wire.WHOLE, 400);

	private static final ChatCall STREAMED = Priced.call(Wire.STREAMED, 400);

	private final Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));

	private final TestPublisher<ChatEvent> provider = TestPublisher.create();

	@Test
	void whenSentShouldHaveReservedTheWorstCase() {
		filtered(WHOLE).subscribe();
		this.provider.assertSubscribers(1);
		assertThat(this.spending.reserved()).isEqualTo("0.05");
	}

	@ParameterizedTest
	@EnumSource(Wire.class)
	void whenAnsweredShouldSettleBeforeTheAnswerIsPassedOn(Wire wire) {
		String[] seen = new String[2];
		StepVerifier.create(filtered(Priced.call(wire, 400)).doOnNext((event) -> {
			seen[0] = this.spending.settled();
			seen[1] = this.spending.reserved();
		}))
			.then(() -> this.provider.next(Priced.completed(800L, 100L)).complete())
			.assertNext((event) -> assertThat(charged(event)).isEqualByComparingTo("0.018"))
			.verifyComplete();
		assertThat(seen).containsExactly("0.018", "0");
	}

	@Test
	void whenAnswerHasNoUsageShouldChargeAnEstimateAndSayThatItIsNotKnown() {
		StepVerifier.create(filtered(WHOLE))
			.then(() -> this.provider.next(Priced.completed("y".repeat(400), Usage.UNKNOWN)).complete())
			.assertNext((event) -> assertThat(charged(event)).isNull())
			.verifyComplete();
		assertThat(this.spending.settled()).isEqualTo(Spending.text(Priced.cost(Priced.INPUT, 100)));
	}

	@Test
	void whenAPriceIsMissedShouldWarnOnce() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(Budgets.class);
		log.start();
		logger.addAppender(log);
		ModelSpec unknown = new ModelSpec("local/unknown", true, 128_000, 4_096, Set.of());
		BudgetFilter filter = new BudgetFilter(this.spending.budgets, unknown, Priced.PRICES, Priced.ESTIMATOR);
		for (int i = 0; i < 3; i++) {
			filter.filter(WHOLE, (call) -> Flux.just(TestCalls.completed("a"))).subscribe();
		}
		logger.detachAppender(log);
		assertThat(log.list).singleElement()
			.satisfies((line) -> assertThat(line.getFormattedMessage())
				.startsWith("No price is known of 'local/unknown': its calls pass budgets in USD"));
	}

	@ParameterizedTest
	@CsvSource({ "CONNECTION, NO, , 0, 0", "RATE_LIMITED, YES, 429, 0, 0", "SERVER_ERROR, YES, 500, 0, 0",
			"TIMEOUT, YES, 504, 0, 0", "INVALID_REQUEST, YES, 400, 0, 0", "OVERLOADED, YES, 200, 0, 0",
			"TIMEOUT, YES, , 0.05, 0.01", "CONNECTION, UNKNOWN, , 0.05, 0.01", "INTERRUPTED, YES, 200, 0.05, 0.01",
			"MALFORMED, YES, 200, 0.05, 0.01", "UNKNOWN, YES, , 0.05, 0.01" })
	void whenAttemptFailsBeforeContentShouldChargeWhatMayBeBilled(FailureKind kind, Sent sent, @Nullable Integer status,
			String whole, String streamed) {
		ProviderException failure = failure(kind, sent, status);
		assertCharges(WHOLE, failure, whole);
		assertCharges(STREAMED, failure, streamed);
	}

	private void assertCharges(ChatCall call, Throwable failure, String expected) {
		Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));
		StepVerifier.create(filter(spending).filter(call, (sent) -> Flux.error(failure)))
			.assertNext((event) -> assertThat(charged(event)).isEqualByComparingTo(expected))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		assertThat(spending.settled()).isEqualTo(expected);
		assertThat(spending.reserved()).isEqualTo("0");
	}

	@Test
	void whenAStreamBreaksShouldChargeWhatWasSeen() {
		ProviderException failure = failure(FailureKind.INTERRUPTED, Sent.YES, 200);
		StepVerifier.create(filtered(STREAMED))
			.then(() -> this.provider.next(Priced.started(500L), TestCalls.text("y".repeat(80))).error(failure))
			.expectNextCount(2)
			.assertNext((event) -> assertThat(charged(event)).isEqualByComparingTo(Priced.cost(500, 20)))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		assertThat(this.spending.settled()).isEqualTo("0.007");
	}

	@Test
	void whenAnInnerRoomRefusesShouldChargeNothing() {
		assertCharges(WHOLE, new CallRefusedException(FailureKind.CIRCUIT_OPEN, Priced.ROUTE, "no"), "0");
	}

	@Test
	void whenNextThrowsShouldNotKeepAReservation() {
		StepVerifier.create(filter(this.spending).filter(STREAMED, (call) -> {
			throw new IllegalStateException("broken");
		})).expectNextCount(1).verifyError(IllegalStateException.class);
		assertThat(this.spending.reserved()).isEqualTo("0");
	}

	@Test
	void whenAWholeCallIsCancelledShouldKeepTheWorstCase() {
		filtered(WHOLE).subscribe().dispose();
		this.provider.assertCancelled();
		assertThat(this.spending.settled()).isEqualTo("0.05");
		assertThat(this.spending.reserved()).isEqualTo("0");
	}

	@Test
	void whenAStreamIsCancelledShouldChargeWhatWasSeen() {
		StepVerifier.create(filtered(STREAMED))
			.then(() -> this.provider.next(Priced.started(500L), TestCalls.text("y".repeat(80))))
			.expectNextCount(2)
			.thenCancel()
			.verify(LIMIT);
		assertThat(this.spending.settled()).isEqualTo("0.007");
	}

	@Test
	void whenAStreamIsCancelledBeforeItBeganShouldChargeThePrompt() {
		filtered(STREAMED).subscribe().dispose();
		assertThat(this.spending.settled()).isEqualTo("0.01");
	}

	@Test
	void whenCancelledAfterTheAnswerShouldNotChargeAgain() {
		StepVerifier.create(filtered(WHOLE).take(1))
			.then(() -> this.provider.next(Priced.completed(800L, 100L)))
			.expectNextCount(1)
			.verifyComplete();
		assertThat(this.spending.settled()).isEqualTo("0.018");
	}

	@Test
	void whenBudgetIsSpentShouldRefuseWithoutSending() {
		this.spending.spend("0.96");
		StepVerifier.create(filtered(WHOLE))
			.assertNext((event) -> assertThat(charged(event)).isEqualByComparingTo("0"))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(BudgetExceededException.class,
					(refusal) -> {
						assertThat(refusal.kind()).isEqualTo(FailureKind.BUDGET_EXCEEDED);
						assertThat(refusal.route()).isEqualTo(Priced.ROUTE);
						assertThat(refusal.sent()).isEqualTo(Sent.NO);
						assertThat(refusal.shortage().needed()).isEqualByComparingTo("0.05");
						assertThat(refusal.retryAfter()).isEqualTo(Duration.ofDays(1));
					}))
			.verify(LIMIT);
		this.provider.assertWasNotSubscribed();
	}

	@Test
	void whenItHadToWaitShouldSayHowLong() {
		Call other = this.spending.call("0.97");
		StepVerifier.create(filtered(WHOLE))
			.then(() -> this.spending.pass(Duration.ofMillis(400)))
			.then(() -> other.settle("0.5"))
			.then(() -> this.spending.pass(Duration.ofMillis(0)))
			.expectNext(new Note.Waiting(Duration.ofMillis(400), WaitReason.BUDGET))
			.then(() -> this.provider.next(Priced.completed(800L, 100L)).complete())
			.expectNextCount(1)
			.verifyComplete();
		assertThat(this.spending.timer.tasksLeft()).isZero();
	}

	@Test
	void whenNobodySettlesShouldRefuseAfterTheWait() {
		this.spending.call("0.97");
		StepVerifier.create(filtered(WHOLE))
			.then(() -> this.spending.pass(Duration.ofSeconds(1)))
			.expectNext(new Note.Waiting(Duration.ofSeconds(1), WaitReason.BUDGET))
			.expectNextCount(1)
			.verifyError(BudgetExceededException.class);
	}

	@ParameterizedTest
	@CsvSource({ "200, 20000000", "20000000, 200" })
	void whenPatienceOrTimeIsShortShouldWaitNoLonger(long patience, long remaining) {
		this.spending.call("0.97");
		Instant end = this.spending.timer.instant().plusMillis(remaining);
		ChatCall hurried = WHOLE.withHop(new ChatCall.Hop(1, Duration.ofMillis(patience), end));
		StepVerifier.create(filtered(hurried))
			.then(() -> this.spending.pass(Duration.ofMillis(200)))
			.expectNext(new Note.Waiting(Duration.ofMillis(200), WaitReason.BUDGET))
			.expectNextCount(1)
			.verifyError(BudgetExceededException.class);
	}

	@Test
	void whenCancelledWhileWaitingShouldNeverSend() {
		Call other = this.spending.call("0.97");
		StepVerifier.create(filtered(WHOLE)).thenCancel().verify(LIMIT);
		other.release();
		this.spending.pass(Duration.ofSeconds(5));
		this.provider.assertWasNotSubscribed();
		assertThat(this.spending.reserved()).isEqualTo("0");
		assertThat(this.spending.timer.tasksLeft()).isZero();
	}

	@Test
	void whenCancelledBetweenTheWaitAndTheSendingShouldReturnEverything() {
		Call other = this.spending.call("0.97");
		StepVerifier.create(filtered(WHOLE), 1)
			.then(() -> this.spending.pass(Duration.ofMillis(100)))
			.then(() -> other.settle("0.5"))
			.then(() -> this.spending.pass(Duration.ofMillis(0)))
			.expectNextCount(1)
			.thenCancel()
			.verify(LIMIT);
		this.provider.assertWasNotSubscribed();
		assertThat(this.spending.settled()).isEqualTo("0.5");
		assertThat(this.spending.reserved()).isEqualTo("0");
	}

	@Test
	void whenConsumerIsSlowShouldNotAskAhead() {
		StepVerifier.create(filtered(STREAMED), 0)
			.thenRequest(2)
			.then(() -> this.provider.assertMinRequested(2).assertMaxRequested(2))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void everyAttemptShouldBeChargedByItself() {
		Flux<ChatEvent> twice = filter(this.spending)
			.filter(STREAMED, (call) -> Flux.concat(Flux.just(Priced.started(500L), TestCalls.text("y".repeat(80))),
					Flux.error(failure(FailureKind.INTERRUPTED, Sent.YES, 200))))
			.retry(1);
		StepVerifier.create(twice).expectNextCount(6).verifyError(ProviderException.class);
		assertThat(this.spending.settled()).isEqualTo("0.014");
	}

	@Test
	void whenNoBudgetCountsTheCallShouldStillSayWhatItCost() {
		Spending free = new Spending(Spending.limits());
		StepVerifier.create(filter(free).filter(WHOLE, (call) -> this.provider.flux()))
			.then(() -> this.provider.next(Priced.completed(800L, 100L)).complete())
			.assertNext((event) -> assertThat(charged(event)).isEqualByComparingTo("0.018"))
			.verifyComplete();
	}

	@Test
	void whenPriceIsUnknownShouldPassAndSayThatItIsNotKnown() {
		this.spending.spend("1");
		ModelSpec unknown = new ModelSpec("local/unknown", true, 128_000, 4_096, Set.of());
		BudgetFilter filter = new BudgetFilter(this.spending.budgets, unknown, Priced.PRICES, Priced.ESTIMATOR);
		StepVerifier.create(filter.filter(WHOLE, (call) -> this.provider.flux()))
			.then(() -> this.provider.next(TestCalls.completed("a")).complete())
			.assertNext((event) -> assertThat(charged(event)).isNull())
			.verifyComplete();
		assertThat(this.spending.snapshot().unpriced()).isOne();
	}

	@Test
	void whenMaxTokensIsNotSetShouldReserveTheLongestAnswer() {
		filter(this.spending).filter(Priced.call(ChatRequest.of("Why?"), Wire.WHOLE), (call) -> Flux.never())
			.subscribe();
		assertThat(this.spending.reserved()).isEqualTo(Spending.text(Priced.cost(Priced.INPUT, 4096)));
	}

	@Test
	void whenBudgetCountsTokensShouldReserveAndSettleThem() {
		Spending tokens = new Spending(Spending.limits().tokens("many", 10_000, "day"));
		StepVerifier.create(filter(tokens).filter(WHOLE, (call) -> this.provider.flux()))
			.then(() -> assertThat(tokens.reserved()).isEqualTo("1400"))
			.then(() -> this.provider.next(Priced.completed(800L, 100L)).complete())
			.expectNextCount(1)
			.verifyComplete();
		assertThat(tokens.settled()).isEqualTo("900");
	}

	/**
	 * What a caller writes into a request makes nothing cheaper.
	 */
	@ParameterizedTest
	@CsvSource({ "usage", "cost", "price", "budget", "spent" })
	void whenRequestClaimsToBeFreeShouldChargeItAllTheSame(String key) {
		ChatRequest forged = ChatRequest.builder()
			.user("Why?")
			.maxTokens(400)
			.label(key, "0")
			.extra("local", key, -1)
			.build();
		filter(this.spending).filter(Priced.call(forged, Wire.WHOLE), (call) -> this.provider.flux()).subscribe();
		assertThat(this.spending.reserved()).isEqualTo("0.05");
	}

	private Flux<ChatEvent> filtered(ChatCall call) {
		return filter(this.spending).filter(call, (sent) -> this.provider.flux());
	}

	private static BudgetFilter filter(Spending spending) {
		return new BudgetFilter(spending.budgets, Priced.MODEL, Priced.PRICES, Priced.ESTIMATOR);
	}

	private static ProviderException failure(FailureKind kind, Sent sent, @Nullable Integer status) {
		ProviderException.Builder failure = ProviderException.of(kind, Priced.ROUTE).sent(sent);
		return ((status != null) ? failure.status(status) : failure).build();
	}

	private static @Nullable BigDecimal charged(ChatEvent event) {
		List<? extends Note> notes = (event instanceof ChatEvent.Completed completed) ? completed.notes()
				: List.of((Note) event);
		assertThat(notes).hasSize(1);
		return ((Note.Charged) notes.get(0)).cost();
	}

}
