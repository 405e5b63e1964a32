package io.llmresilience.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import reactor.util.context.ContextView;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.LlmException;
import io.llmresilience.observation.CallWatch;
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
	public CallWatch watch(ChatCall call, ContextView context) {
		return new Notes(call.arrival());
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

	/**
	 * What one call has done.
	 */
	private final class Notes implements CallWatch {

		private final List<ChatEvent.Note> notes = new ArrayList<>(2);

		private final Instant arrival;

		Notes(Instant arrival) {
			this.arrival = arrival;
		}

		@Override
		public void event(ChatEvent event) {
			if (event instanceof ChatEvent.Note note && note.isTraced()) {
				this.notes.add(note);
			}
		}

		@Override
		public void failed(Throwable failure) {
			if (failure instanceof LlmException exception) {
				FailedCalls.this.failed(exception, this.arrival, this.notes);
			}
		}

	}

}
