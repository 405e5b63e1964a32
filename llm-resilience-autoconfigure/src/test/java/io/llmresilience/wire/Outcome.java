package io.llmresilience.wire;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException;

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

	static Outcome of(Flux<ChatEvent> call) {
		List<ChatEvent> events = new ArrayList<>();
		long start = System.nanoTime();
		AtomicLong last = new AtomicLong(start);
		Throwable failure = call.doOnNext((event) -> {
			last.set(System.nanoTime());
			events.add(event);
		}).then(Mono.<Throwable>empty()).onErrorResume(Mono::just).block(HANG);
		long end = System.nanoTime();
		return new Outcome(events, failure, Duration.ofNanos(end - start), Duration.ofNanos(end - last.get()));
	}

	static Outcome ofWhole(Mono<ChatResponse> call) {
		return of(call.<ChatEvent>map(ChatEvent.Completed::new).flux());
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

	boolean answered() {
		return this.failure == null;
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

	ProviderException providerProblem() {
		assertThat(problem()).isInstanceOf(ProviderException.class);
		return (ProviderException) problem();
	}

	/**
	 * Return all that would be printed of a failure.
	 */
	static String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
