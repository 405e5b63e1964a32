package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;

import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.FixedBackOffPolicy;
import org.springframework.retry.backoff.StatelessBackOffPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;
import io.llmresilience.retry.LlmRetryCustomizer;
import io.llmresilience.retry.RetryRules;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application's own retry rules look like to the provider.
 */
class RetryRulesOnWireTests {

	@Test
	void fixedBackOffOfTheApplicationShouldSetTheWaits() {
		FixedBackOffPolicy fixed = new FixedBackOffPolicy();
		fixed.setBackOffPeriod(150);
		assertWaits(fixed, Duration.ofMillis(150));
	}

	@Test
	void backOffThatWaitsByItselfShouldSetTheWaitsWithoutBlockingAnEventLoop() {
		assertWaits(new ParkingBackOffPolicy(), Duration.ofMillis(150));
	}

	private static void assertWaits(BackOffPolicy backOff, Duration wait) {
		try (SimulatedChat chat = start((rules) -> rules.withBackOff(backOff), "retry.initial-interval=10s")) {
			Punctuality.measure(() -> {
				chat.reset();
				chat.simulator().enqueue(Reply.overloaded(), Reply.status(500));
				Outcome outcome = chat.ask(SimulatedChat.OPENAI, Wire.WHOLE);
				assertThat(outcome.response().trace().attempts()).hasSize(3);
				Punctuality.assertEndsAt(chat.gapAfter(1), wait);
				Punctuality.assertEndsAt(chat.gapAfter(2), wait);
			});
		}
	}

	@Test
	void whenCallerLeavesDuringABackOffThatWaitsByItselfShouldReportNoError() throws InterruptedException {
		CountDownLatch asleep = new CountDownLatch(1);
		CountDownLatch awake = new CountDownLatch(1);
		List<Throwable> dropped = new CopyOnWriteArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		try (SimulatedChat chat = start((rules) -> rules.withBackOff(new SleepingBackOffPolicy(asleep, awake)))) {
			chat.simulator().always(Reply.overloaded());
			Disposable call = chat.service().send("Why?").subscribe();
			assertThat(asleep.await(5, TimeUnit.SECONDS)).isTrue();
			call.dispose();
			assertThat(awake.await(5, TimeUnit.SECONDS)).isTrue();
			assertThat(chat.simulator().arrivals()).isOne();
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
		assertThat(dropped).isEmpty();
	}

	@Test
	void policyOfTheApplicationShouldCountTheAttempts() {
		try (SimulatedChat chat = start((rules) -> rules.withPolicy(new SimpleRetryPolicy(2)),
				"retry.initial-interval=10ms")) {
			chat.simulator().always(Reply.status(401));
			assertThat(chat.ask(SimulatedChat.OPENAI, Wire.WHOLE).answered()).isFalse();
			assertThat(chat.simulator().arrivals()).isEqualTo(2);
		}
	}

	@Test
	void listenerOfTheApplicationShouldBeToldOfEverything() {
		Diary diary = new Diary();
		try (SimulatedChat chat = start((rules) -> rules.withListener(diary), "retry.initial-interval=10ms")) {
			diary.entries.clear();
			chat.simulator().enqueue(Reply.overloaded());
			chat.ask(SimulatedChat.OPENAI, Wire.STREAMED).response();
			assertThat(diary.entries).containsExactly("open", "error OVERLOADED", "success", "close");
		}
	}

	@Test
	void whenAllAttemptsFailListenerShouldBeToldTheLastFailureAtTheEnd() {
		Diary diary = new Diary();
		try (SimulatedChat chat = start((rules) -> rules.withListener(diary), "retry.initial-interval=10ms",
				"retry.max-attempts=2")) {
			diary.entries.clear();
			chat.simulator().enqueue(Reply.overloaded(), Reply.status(500));
			assertThat(chat.ask(SimulatedChat.OPENAI, Wire.WHOLE).answered()).isFalse();
			assertThat(diary.entries).containsExactly("open", "error OVERLOADED", "error SERVER_ERROR",
					"close SERVER_ERROR");
		}
	}

	@Test
	void inAnOutageOnlyTheQuotaShouldBeSpentOnRetries() {
		try (SimulatedChat chat = SimulatedChat.start("retry.initial-interval=10ms", "retry.quota.capacity=10",
				"retry.quota.retry-cost=5")) {
			chat.simulator().always(Reply.status(500));
			for (int call = 0; call < 4; call++) {
				chat.ask(SimulatedChat.OPENAI, Wire.WHOLE);
			}
			assertThat(chat.simulator().arrivals()).isEqualTo(4 + 2);
		}
	}

	@Test
	void whenConnectionsAreRefusedForAWhileShouldAnswerAfterwards() throws InterruptedException {
		Diary diary = new Diary();
		try (SimulatedChat chat = start((rules) -> rules.withListener(diary), "retry.initial-interval=200ms")) {
			chat.simulator().refuseConnections();
			CompletableFuture<ChatResponse> answer = chat.service().send("Why?").toFuture();
			assertThat(diary.failed.await(5, TimeUnit.SECONDS)).isTrue();
			chat.simulator().acceptConnections();
			assertThat(answer).succeedsWithin(Duration.ofSeconds(5))
				.satisfies((response) -> assertThat(response.trace().attempts()).first()
					.hasFieldOrPropertyWithValue("outcome", "CONNECTION"));
			assertThat(diary.entries).contains("error CONNECTION").endsWith("success", "close");
		}
	}

	private static SimulatedChat start(UnaryOperator<RetryRules> rules, String... properties) {
		return SimulatedChat.start((context) -> context.registerBean(LlmRetryCustomizer.class,
				() -> (provider, given) -> rules.apply(given)), properties);
	}

	/**
	 * Waits by itself, as policies do that know nothing of a sleeper.
	 */
	private static final class ParkingBackOffPolicy extends StatelessBackOffPolicy {

		@Override
		protected void doBackOff() {
			long end = System.nanoTime() + Duration.ofMillis(150).toNanos();
			while (System.nanoTime() < end) {
				LockSupport.parkNanos(end - System.nanoTime());
			}
		}

	}

	/**
	 * Waits until it is interrupted.
	 */
	private static final class SleepingBackOffPolicy extends StatelessBackOffPolicy {

		private final CountDownLatch asleep;

		private final CountDownLatch awake;

		SleepingBackOffPolicy(CountDownLatch asleep, CountDownLatch awake) {
			this.asleep = asleep;
			this.awake = awake;
		}

		@Override
		protected void doBackOff() {
			this.asleep.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.awake.countDown();
				throw new BackOffInterruptedException("interrupted", ex);
			}
		}

	}

	/**
	 * Writes down what a listener is told.
	 */
	private static final class Diary implements RetryListener {

		private final List<String> entries = new CopyOnWriteArrayList<>();

		private final CountDownLatch failed = new CountDownLatch(1);

		@Override
		public <T, E extends Throwable> boolean open(RetryContext context, RetryCallback<T, E> callback) {
			this.entries.add("open");
			return true;
		}

		@Override
		public <T, E extends Throwable> void onSuccess(RetryContext context, RetryCallback<T, E> callback, T result) {
			this.entries.add("success");
		}

		@Override
		public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
				Throwable failure) {
			this.entries.add("error " + kind(failure));
			this.failed.countDown();
		}

		@Override
		public <T, E extends Throwable> void close(RetryContext context, RetryCallback<T, E> callback,
				Throwable failure) {
			this.entries.add((failure != null) ? "close " + kind(failure) : "close");
		}

		private static String kind(Throwable failure) {
			return ((LlmException) failure).kind().name();
		}

	}

}
