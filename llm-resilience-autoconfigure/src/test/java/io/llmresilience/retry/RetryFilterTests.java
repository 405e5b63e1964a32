package io.llmresilience.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;
import org.springframework.retry.backoff.FixedBackOffPolicy;
import org.springframework.retry.policy.NeverRetryPolicy;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.Route;
import io.llmresilience.TestCalls;
import io.llmresilience.WatchedTimer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryFilter}.
 */
class RetryFilterTests {

	private final WatchedTimer timer = new WatchedTimer();

	private final Deque<Flux<ChatEvent>> answers = new ArrayDeque<>();

	private final List<ChatEvent> seen = new ArrayList<>();

	private @Nullable Throwable failure;

	private int attempts;

	private RateLimitWaits rateLimitWaits = RateLimitWaits.RETRY;

	private Route.Availability availability = Route.Availability.READY;

	private RetryRules rules = RetryRules.of(new RetrySettings(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(60),
			Duration.ofSeconds(120), new RetrySettings.Quota(500, 5)), new Random(1));

	@Test
	void whenFirstAttemptFailsShouldAnswerWithTheSecond() {
		answers(failing(FailureKind.SERVER_ERROR)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		assertThat(this.attempts).isEqualTo(1);
		this.timer.pass(1000);
		assertThat(this.attempts).isEqualTo(2);
		assertThat(completed().response().text()).isEqualTo("fine");
	}

	@Test
	void whenAllAttemptsFailShouldRaiseTheLastFailure() {
		answers(failing(FailureKind.SERVER_ERROR)).then(failing(FailureKind.OVERLOADED))
			.then(failing(FailureKind.CONNECTION));
		call(TestCalls.whole());
		this.timer.pass(60_000);
		assertThat(this.attempts).isEqualTo(3);
		assertThat(this.failure).isInstanceOfSatisfying(ProviderException.class,
				(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.CONNECTION));
	}

	@Test
	void notesEveryAttemptAndWait() {
		ProviderException limited = ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE)
			.retryAfter(Duration.ofSeconds(5))
			.build();
		answers(Flux.error(limited)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		this.timer.pass(5500);
		assertThat(this.seen).element(0)
			.isEqualTo(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.RATE_LIMITED, Duration.ZERO));
		assertThat(this.seen).element(1).isInstanceOfSatisfying(Note.Waiting.class, (waiting) -> {
			assertThat(waiting.reason()).isEqualTo(WaitReason.HINT);
			assertThat(waiting.duration()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5500));
		});
		assertThat(completed().notes()).containsExactly(new Note.AttemptEnded(TestCalls.ROUTE, 2, null, Duration.ZERO));
	}

	@Test
	void whenTheLimiterWaitsShouldTryAgainAtOnce() {
		this.rateLimitWaits = RateLimitWaits.LIMITER;
		answers(rateLimited(Duration.ofSeconds(5))).then(failing(FailureKind.RATE_LIMITED))
			.then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		assertThat(completed().response().text()).isEqualTo("fine");
	}

	@Test
	void whenTheLimiterWaitedShouldNotCountThatAsTheAttemptsTime() {
		Note.Waiting waiting = new Note.Waiting(Duration.ofSeconds(2), WaitReason.LIMITER);
		answers(Flux.<ChatEvent>just(waiting, TestCalls.completed("fine"))
			.doOnSubscribe((subscription) -> this.timer.pass(3000)));
		call(TestCalls.whole());
		assertThat(completed().notes())
			.containsExactly(new Note.AttemptEnded(TestCalls.ROUTE, 1, null, Duration.ofSeconds(1)));
	}

	@Test
	void whenTheCircuitWouldStillBeOpenShouldNotWaitForAnotherAttempt() {
		this.availability = new Route.Availability(Route.State.CIRCUIT_OPEN, this.timer.instant().plusSeconds(5), null);
		answers(failing(FailureKind.OVERLOADED));
		call(TestCalls.whole());
		assertThat(this.failure).isInstanceOf(ProviderException.class);
		assertThat(this.timer.tasksLeft()).isZero();
	}

	@Test
	void whenTheCircuitWillAdmitAProbeByThenShouldWaitForAnotherAttempt() {
		this.availability = new Route.Availability(Route.State.CIRCUIT_OPEN, this.timer.instant().plusMillis(500),
				null);
		answers(failing(FailureKind.OVERLOADED)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		this.timer.pass(1000);
		assertThat(completed().response().text()).isEqualTo("fine");
	}

	@Test
	void whenTheLimiterCannotWaitForTheHintShouldFailWithTheProvidersRefusal() {
		this.rateLimitWaits = RateLimitWaits.LIMITER;
		CallRefusedException refusal = new CallRefusedException(FailureKind.RATE_LIMIT_WAIT, TestCalls.ROUTE, "no");
		answers(rateLimited(Duration.ofSeconds(60))).then(Flux.error(refusal));
		call(TestCalls.whole());
		assertThat(this.failure).isInstanceOf(ProviderException.class).hasSuppressedException(refusal);
	}

	@Test
	void whenManyAreRateLimitedShouldNotRunOutOfQuota() {
		this.rateLimitWaits = RateLimitWaits.LIMITER;
		this.rules = RetryRules.of(new RetrySettings(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(60),
				Duration.ofSeconds(120), new RetrySettings.Quota(5, 5)), new Random(1));
		for (int i = 0; i < 3; i++) {
			answers(failing(FailureKind.RATE_LIMITED)).then(failing(FailureKind.RATE_LIMITED))
				.then(Flux.just(TestCalls.completed("fine")));
			call(TestCalls.whole());
			assertThat(this.failure).isNull();
		}
	}

	private static Flux<ChatEvent> rateLimited(Duration hint) {
		return Flux.error(ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE).retryAfter(hint).build());
	}

	@Test
	void whenContentHasPassedShouldNotRepeatIt() {
		answers(Flux.concat(Flux.just(TestCalls.text("a")), failing(FailureKind.INTERRUPTED)));
		call(TestCalls.streamed());
		this.timer.pass(60_000);
		assertThat(this.attempts).isEqualTo(1);
		assertThat(this.failure).isInstanceOf(ProviderException.class);
	}

	@Test
	void whenContentHasPassedShouldTakeNothingFromQuota() {
		this.rules = RetryRules.of(new RetrySettings(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(60),
				Duration.ofSeconds(120), new RetrySettings.Quota(5, 5)), new Random(1));
		answers(Flux.concat(Flux.just(TestCalls.text("a")), failing(FailureKind.INTERRUPTED)));
		call(TestCalls.streamed());
		answers(failing(FailureKind.SERVER_ERROR)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.streamed());
		this.timer.pass(1000);
		assertThat(completed().response().text()).isEqualTo("fine");
	}

	@Test
	void whenWaitWouldEndAfterDeadlineShouldFailAtOnceWithTheHint() {
		answers(Flux.error(ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE)
			.retryAfter(Duration.ofSeconds(119))
			.build()));
		this.timer.pass(2000);
		call(TestCalls.whole());
		assertThat(this.failure).isInstanceOfSatisfying(ProviderException.class,
				(ex) -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(119)));
	}

	@Test
	void whenHintIsLongerThanTheDeadlineShouldTakeNothingFromQuota() {
		this.rules = RetryRules.of(new RetrySettings(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(60),
				Duration.ofMinutes(10), new RetrySettings.Quota(5, 5)), new Random(1));
		answers(Flux.error(ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE)
			.retryAfter(Duration.ofMinutes(5))
			.build()));
		call(TestCalls.whole());
		answers(failing(FailureKind.SERVER_ERROR)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		this.timer.pass(1000);
		assertThat(completed().response().text()).isEqualTo("fine");
	}

	@Test
	void whileAnotherRouteIsLeftShouldMakeNoMoreAttemptsThanGranted() {
		answers(failing(FailureKind.SERVER_ERROR)).then(failing(FailureKind.SERVER_ERROR));
		call(TestCalls.whole().withHop(new ChatCall.Hop(2, Duration.ofSeconds(5), Instant.MAX)));
		this.timer.pass(60_000);
		assertThat(this.attempts).isEqualTo(2);
		assertThat(this.failure).isInstanceOf(ProviderException.class);
	}

	@ParameterizedTest
	@CsvSource({ "RATE_LIMITED, 5000, 2", "RATE_LIMITED, 5001, 1", "OVERLOADED, 5000, 2", "OVERLOADED, 5001, 1" })
	void whileAnotherRouteIsLeftShouldBeginNoWaitBeyondPatience(FailureKind kind, long hint, int attempts) {
		answers(Flux
			.error(ProviderException.of(kind, TestCalls.ROUTE).status(503).retryAfter(Duration.ofMillis(hint)).build()))
			.then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole().withHop(new ChatCall.Hop(2, Duration.ofSeconds(5), Instant.MAX)));
		this.timer.pass(60_000);
		assertThat(this.attempts).isEqualTo(attempts);
	}

	@ParameterizedTest
	@CsvSource({ "1000, 2", "700, 1" })
	void whileAnotherRouteIsLeftShouldBeginNoBackOffBeyondPatience(long patience, int attempts) {
		answers(failing(FailureKind.SERVER_ERROR)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole().withHop(new ChatCall.Hop(2, Duration.ofMillis(patience), Instant.MAX)));
		this.timer.pass(60_000);
		assertThat(this.attempts).isEqualTo(attempts);
	}

	@Test
	void whenTheLimiterWouldWaitBeyondPatienceShouldFailAtOnce() {
		this.rateLimitWaits = RateLimitWaits.LIMITER;
		answers(Flux.error(ProviderException.of(FailureKind.RATE_LIMITED, TestCalls.ROUTE)
			.retryAfter(Duration.ofSeconds(6))
			.build()));
		call(TestCalls.whole().withHop(new ChatCall.Hop(2, Duration.ofSeconds(5), Instant.MAX)));
		assertThat(this.failure).isInstanceOf(ProviderException.class);
	}

	@Test
	void whenWaitWouldEndAfterTheRoutesShareShouldFailAtOnce() {
		answers(failing(FailureKind.SERVER_ERROR));
		call(TestCalls.whole().withHop(new ChatCall.Hop(2, Duration.ofSeconds(5), TestCalls.ARRIVAL.plusMillis(700))));
		assertThat(this.failure).isInstanceOf(ProviderException.class);
	}

	@Test
	void whenRestartIsAllowedShouldRepeatContent() {
		answers(Flux.concat(Flux.just(TestCalls.text("a")), failing(FailureKind.INTERRUPTED)))
			.then(Flux.just(TestCalls.text("a"), TestCalls.completed("a")));
		call(TestCalls.of(ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.RESTART));
		this.timer.pass(60_000);
		assertThat(completed().response().text()).isEqualTo("a");
	}

	@Test
	void whenRestartIsAllowedShouldNotRepeatAToolCall() {
		answers(Flux.concat(Flux.just(new ChatEvent.ToolCall(new Content.ToolCall("1", "t", "{}"))),
				failing(FailureKind.INTERRUPTED)));
		call(TestCalls.of(ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.RESTART));
		this.timer.pass(60_000);
		assertThat(this.attempts).isEqualTo(1);
		assertThat(this.failure).isInstanceOf(ProviderException.class);
	}

	@Test
	void whenCancelledDuringWaitShouldLeaveNoTimer() {
		answers(failing(FailureKind.SERVER_ERROR));
		StepVerifier.create(flux(TestCalls.whole())).expectNextCount(2).thenCancel().verify(Duration.ofSeconds(5));
		assertThat(this.timer.tasksLeft()).isZero();
	}

	@Test
	void whenBackOffIsReplacedShouldWaitAsItSays() {
		FixedBackOffPolicy fixed = new FixedBackOffPolicy();
		fixed.setBackOffPeriod(7000);
		this.rules = this.rules.withBackOff(fixed);
		answers(failing(FailureKind.SERVER_ERROR)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		this.timer.pass(6999);
		assertThat(this.attempts).isEqualTo(1);
		this.timer.pass(1);
		assertThat(this.attempts).isEqualTo(2);
	}

	@Test
	void whenPolicyIsReplacedShouldDecideAsItSays() {
		this.rules = this.rules.withPolicy(new NeverRetryPolicy());
		answers(failing(FailureKind.SERVER_ERROR));
		call(TestCalls.whole());
		assertThat(this.attempts).isEqualTo(1);
		assertThat(this.failure).isInstanceOf(ProviderException.class);
	}

	@Test
	void tellsListenersInSpringRetrysOrder() {
		List<String> told = new ArrayList<>();
		this.rules = this.rules.withListener(new RecordingListener("a", told))
			.withListener(new RecordingListener("b", told));
		answers(failing(FailureKind.SERVER_ERROR)).then(Flux.just(TestCalls.completed("fine")));
		call(TestCalls.whole());
		this.timer.pass(1000);
		assertThat(told).containsExactly("a open", "b open", "b error", "a error", "b success", "a success", "b close",
				"a close");
	}

	@Test
	void whenCancelledShouldCloseListeners() {
		List<String> told = new ArrayList<>();
		this.rules = this.rules.withListener(new RecordingListener("a", told));
		answers(Flux.never());
		StepVerifier.create(flux(TestCalls.whole())).thenCancel().verify(Duration.ofSeconds(5));
		assertThat(told).containsExactly("a open", "a close");
	}

	private ChatEvent.Completed completed() {
		return (ChatEvent.Completed) this.seen.get(this.seen.size() - 1);
	}

	private RetryFilterTests answers(Flux<ChatEvent> answer) {
		this.answers.add(answer);
		return this;
	}

	private RetryFilterTests then(Flux<ChatEvent> answer) {
		return answers(answer);
	}

	private static Flux<ChatEvent> failing(FailureKind kind) {
		return Flux.error(() -> TestCalls.failure(kind));
	}

	private void call(ChatCall call) {
		flux(call).subscribe(this.seen::add, (ex) -> this.failure = ex);
	}

	private Flux<ChatEvent> flux(ChatCall call) {
		return new RetryFilter(TestCalls.ROUTE, this.rules, this.rateLimitWaits, () -> this.availability, this.timer,
				this.timer)
			.filter(call, (same) -> {
				this.attempts++;
				return this.answers.remove();
			});
	}

	private record RecordingListener(String name, List<String> told) implements RetryListener {

		@Override
		public <T, E extends Throwable> boolean open(RetryContext context, RetryCallback<T, E> callback) {
			return this.told.add(this.name + " open");
		}

		@Override
		public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
				Throwable failure) {
			this.told.add(this.name + " error");
		}

		@Override
		public <T, E extends Throwable> void onSuccess(RetryContext context, RetryCallback<T, E> callback, T result) {
			this.told.add(this.name + " success");
		}

		@Override
		public <T, E extends Throwable> void close(RetryContext context, RetryCallback<T, E> callback,
				@Nullable Throwable failure) {
			this.told.add(this.name + " close");
		}

	}

}
