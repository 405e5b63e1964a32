package io.llmresilience.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import reactor.core.publisher.Flux;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.LlmException;
import io.llmresilience.observation.CallWatcher;

/**
 * Remembers the last calls that failed, without their content. Thread-safe.
 */
public final class FailedCalls implements CallWatcher {

	static final int MOST = 50;

	private final AtomicReference<List<FailedCallView>> calls = new AtomicReference<>(List.of());

	private final InstantSource clock;

	/**
	 * Create the memory, empty at first.
	 * @param clock tells the time
	 */
	public FailedCalls(InstantSource clock) {
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> {
			List<ChatEvent.Note> notes = new ArrayList<>(2);
			return next.exchange(call).doOnNext((event) -> {
				if (isTold(event)) {
					notes.add((ChatEvent.Note) event);
				}
			}).doOnError(LlmException.class, (failure) -> failed(failure, call.arrival(), notes));
		});
	}

	/**
	 * Return whether an event belongs into a trace. What was withheld is content, and of
	 * progress there may be much.
	 */
	private static boolean isTold(ChatEvent event) {
		return event instanceof ChatEvent.Note && !(event instanceof ChatEvent.Note.Withheld)
				&& !(event instanceof ChatEvent.Note.Progressing);
	}

	private void failed(LlmException failure, Instant arrival, List<ChatEvent.Note> notes) {
		Instant now = this.clock.instant();
		FailedCallView call = FailedCallView.of(failure, now, Duration.between(arrival, now), CallTrace.of(notes));
		this.calls.updateAndGet((calls) -> {
			List<FailedCallView> latest = new ArrayList<>(MOST);
			latest.add(call);
			latest.addAll(calls.subList(0, Math.min(calls.size(), MOST - 1)));
			return latest;
		});
	}

	/**
	 * Return them, the latest first.
	 */
	List<FailedCallView> latest() {
		return List.copyOf(Objects.requireNonNull(this.calls.get()));
	}

}
