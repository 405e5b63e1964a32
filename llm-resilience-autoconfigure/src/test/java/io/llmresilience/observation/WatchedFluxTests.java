package io.llmresilience.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for watching without being in the way.
 */
class WatchedFluxTests {

	private final List<String> seen = new ArrayList<>();

	private final CallWatch diary = new CallWatch() {

		@Override
		public Context within(Context context) {
			return context.put("diary", "here");
		}

		@Override
		public void event(ChatEvent event) {
			WatchedFluxTests.this.seen.add("event");
		}

		@Override
		public void answered(ChatEvent.Completed completed) {
			WatchedFluxTests.this.seen.add("answered");
		}

		@Override
		public void failed(Throwable failure) {
			WatchedFluxTests.this.seen.add("failed");
		}

		@Override
		public void cancelled() {
			WatchedFluxTests.this.seen.add("cancelled");
		}

	};

	private Flux<ChatEvent> watched(ChatExchange next) {
		return new WatchedFlux(TestCalls.streamed(), next, (call, context) -> this.diary);
	}

	private void saw(String... entries) {
		assertThat(this.seen).containsExactly(entries);
	}

	@Test
	void answerShouldBeSeenOnceAndBeforeItIsPassedOn() {
		watched((call) -> Flux.just(TestCalls.text("blue"), TestCalls.completed("blue"))).doOnNext((event) -> {
			if (event instanceof ChatEvent.Completed) {
				saw("event", "answered");
			}
		}).blockLast();
		saw("event", "answered");
	}

	@Test
	void failureShouldBeSeenBeforeItIsPassedOn() {
		watched((call) -> Flux.error(TestCalls.failure(FailureKind.TIMEOUT))).onErrorResume((failure) -> {
			saw("failed");
			return Mono.empty();
		}).blockLast();
		saw("failed");
	}

	@Test
	void whenNextThrowsShouldFail() {
		StepVerifier.create(watched((call) -> {
			throw new IllegalStateException("at once");
		})).verifyErrorMessage("at once");
		saw("failed");
	}

	@Test
	void whenCallerLeavesShouldBeCancelled() {
		watched((call) -> Flux.just(TestCalls.text("a"), TestCalls.text("b"))).blockFirst();
		saw("event", "cancelled");
	}

	@Test
	void whenCallerLeavesAfterTheAnswerShouldBeAnswered() {
		watched((call) -> Flux.just(TestCalls.completed("blue"), TestCalls.text("b"))).blockFirst();
		saw("answered");
	}

	@Test
	void whenThereIsNoAnswerAtAllShouldBeCancelled() {
		watched((call) -> Flux.empty()).blockLast();
		saw("cancelled");
	}

	@Test
	void whatIsWatchedShouldFindTheContext() {
		ChatExchange next = (call) -> Flux.deferContextual(
				(context) -> Flux.just(TestCalls.text(context.get("diary") + " " + context.get("caller"))));
		assertThat(watched(next).contextWrite((context) -> context.put("caller", "there")).blockLast())
			.isEqualTo(TestCalls.text("here there"));
	}

	@Test
	void demandShouldBePassedOn() {
		StepVerifier.create(watched((call) -> Flux.just(TestCalls.text("a"), TestCalls.text("b"))), 1)
			.expectNextCount(1)
			.thenRequest(1)
			.expectNextCount(1)
			.verifyComplete();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whenWatchThrowsShouldGoOnUnseen(Throwable failure) {
		CallWatch broken = new CallWatch() {

			@Override
			public void event(ChatEvent event) {
				WatchedFluxTests.this.seen.add("event");
				throw WatchedFluxTests.<RuntimeException>sneaky(failure);
			}

			@Override
			public void answered(ChatEvent.Completed completed) {
				WatchedFluxTests.this.seen.add("answered");
			}

		};
		StepVerifier
			.create(new WatchedFlux(TestCalls.streamed(),
					(call) -> Flux.just(TestCalls.text("a"), TestCalls.text("b"), TestCalls.completed("ab")),
					(call, context) -> broken))
			.expectNextCount(3)
			.verifyComplete();
		saw("event");
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("broken"), new NoClassDefFoundError("broken"),
				new AssertionError("broken"), new Error("broken"));
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whenWatchCannotBeginShouldGoOnUnseen(Throwable failure) {
		StepVerifier.create(new WatchedFlux(TestCalls.streamed(), (call) -> Flux.just(TestCalls.completed("ab")),
				(call, context) -> {
					throw WatchedFluxTests.<RuntimeException>sneaky(failure);
				}))
			.expectNextCount(1)
			.verifyComplete();
	}

	@ParameterizedTest
	@MethodSource("watchersWithoutAContext")
	void whenThereIsNoWatchOrNoContextOfItShouldGoOnUnseen(CallWatcher watcher) {
		StepVerifier
			.create(new WatchedFlux(TestCalls.streamed(),
					(call) -> Flux.deferContextual((context) -> Flux.just(TestCalls.text(context.get("diary")))),
					(call, context) -> this.diary, watcher))
			.expectNext(TestCalls.text("here"))
			.verifyComplete();
		saw("event", "cancelled");
	}

	static Stream<CallWatcher> watchersWithoutAContext() {
		return Stream.of((call, context) -> null, (call, context) -> new Unwatched((before) -> null),
				(call, context) -> new Unwatched((before) -> {
					throw new IllegalStateException("broken");
				}));
	}

	@Test
	void whenThereAreNoEventsAtAllShouldBeSeenToFail() {
		StepVerifier.create(watched((call) -> null)).verifyError(NullPointerException.class);
		saw("failed");
	}

	@Test
	void whenOneWatchThrowsTheOthersShouldSeeTheRest() {
		CallWatch broken = new CallWatch() {

			@Override
			public void event(ChatEvent event) {
				throw new IllegalStateException("broken");
			}

		};
		new WatchedFlux(TestCalls.streamed(), (call) -> Flux.just(TestCalls.text("a"), TestCalls.completed("a")),
				(call, context) -> this.diary, (call, context) -> broken)
			.blockLast();
		saw("event", "answered");
	}

	@Test
	void outermostShouldBeginFirstAndEndLast() {
		CallWatcher outer = (call, context) -> {
			this.seen.add("outer begins");
			return this.diary;
		};
		CallWatcher inner = (call, context) -> {
			this.seen.add("inner begins " + context.getOrDefault("diary", "nowhere"));
			return new CallWatch() {

				@Override
				public void answered(ChatEvent.Completed completed) {
					WatchedFluxTests.this.seen.add("inner answered");
				}

			};
		};
		new WatchedFlux(TestCalls.streamed(), (call) -> Flux.just(TestCalls.completed("a")), outer, inner).blockLast();
		saw("outer begins", "inner begins here", "inner answered", "answered");
	}

	/**
	 * Must not be asked any more once it has not given a context.
	 *
	 * @param contexts makes its context
	 */
	private record Unwatched(UnaryOperator<Context> contexts) implements CallWatch {

		@Override
		public Context within(Context context) {
			return this.contexts.apply(context);
		}

		@Override
		public void event(ChatEvent event) {
			throw new AssertionError("It was given up");
		}

		@Override
		public void cancelled() {
			throw new AssertionError("It was given up");
		}

	}

}
