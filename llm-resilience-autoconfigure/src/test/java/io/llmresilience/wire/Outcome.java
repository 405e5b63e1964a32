package io.llmresilience.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a call ended, and when.
 *
 * @param events what was delivered
 * @param failure how it failed, {@code null} if it answered
 * @param took the time from the subscription to the end
 * @param silence the time from the last event, or else the subscription, to the end
 */
record Outcome(List<ChatEvent> events, @Nullable Throwable failure, Duration took, Duration silence) {

	private static final Duration HANG = Duration.ofSeconds(30);

	/** For threads that get the processor late, on top of a tenth of the limit. */
	private static final Duration SLACK = Duration.ofMillis(50);

	static Outcome of(Flux<ChatEvent> call) {
		List<ChatEvent> events = new ArrayList<>();
		long[] last = { System.nanoTime() };
		long start = last[0];
		Throwable failure = call.doOnNext((event) -> {
			last[0] = System.nanoTime();
			events.add(event);
		}).then(Mono.<Throwable>empty()).onErrorResume(Mono::just).block(HANG);
		long end = System.nanoTime();
		return new Outcome(events, failure, Duration.ofNanos(end - start), Duration.ofNanos(end - last[0]));
	}

	static Outcome ofWhole(Mono<ChatResponse> call) {
		return of(call.<ChatEvent>map(ChatEvent.Completed::new).flux());
	}

	/**
	 * Assert that a time is not before a limit, and after it by no more than a tenth and
	 * what a busy machine needs to wake a thread.
	 * @param time what was measured
	 * @param limit what was promised
	 */
	static void assertEndsAt(Duration time, Duration limit) {
		assertThat(time).isBetween(limit, latest(limit));
	}

	/**
	 * Return the latest end that keeps a promise.
	 * @param limit what was promised
	 * @return the limit, a tenth of it and the slack
	 */
	static Duration latest(Duration limit) {
		return limit.plus(limit.dividedBy(10)).plus(SLACK);
	}

	String text() {
		StringBuilder text = new StringBuilder();
		for (ChatEvent event : this.events) {
			if (event instanceof ChatEvent.TextDelta delta) {
				text.append(delta.text());
			}
		}
		return text.toString();
	}

	ChatResponse response() {
		assertThat(this.failure).isNull();
		assertThat(this.events).filteredOn(ChatEvent.Completed.class::isInstance).hasSize(1);
		return ((ChatEvent.Completed) this.events.get(this.events.size() - 1)).response();
	}

	LlmException problem() {
		assertThat(this.events).noneMatch(ChatEvent.Completed.class::isInstance);
		assertThat(this.failure).isInstanceOf(LlmException.class);
		return (LlmException) this.failure;
	}

}
