package io.llmresilience.observation;

import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import reactor.util.context.ContextView;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;

/**
 * Counts what calls take to be answered: attempts, retries, waits, failovers, tokens and
 * money.
 */
public final class CallMeterWatcher implements CallWatcher {

	private final CallMeters meters;

	private final LabelTags labels;

	/**
	 * Create the watcher.
	 * @param registry where the meters are
	 * @param settings which labels become tags
	 */
	public CallMeterWatcher(MeterRegistry registry, ObservationSettings settings) {
		Objects.requireNonNull(registry, "'registry' must not be null");
		this.meters = new CallMeters(registry);
		this.labels = new LabelTags(settings);
	}

	@Override
	public CallWatch watch(ChatCall call, ContextView context) {
		return new CountedCall(this.meters.of(this.labels.of(call.request())), this.meters);
	}

	/**
	 * One call.
	 */
	private static final class CountedCall implements CallWatch {

		private final LabelledMeters labelled;

		private final CallMeters meters;

		private final CallStory story;

		CountedCall(LabelledMeters labelled, CallMeters meters) {
			this.labelled = labelled;
			this.meters = meters;
			this.story = new CallStory(labelled);
		}

		@Override
		public void event(ChatEvent event) {
			if (event instanceof ChatEvent.Note note) {
				this.story.note(note);
			}
		}

		@Override
		public void answered(ChatEvent.Completed completed) {
			for (ChatEvent.Note note : completed.notes()) {
				this.story.note(note);
			}
			this.labelled.answered(completed.response());
			this.meters.ended(Outcome.ANSWERED, this.story.attempts());
		}

		@Override
		public void failed(Throwable failure) {
			this.meters.ended(Outcome.FAILED, this.story.attempts());
		}

		@Override
		public void cancelled() {
			this.meters.ended(Outcome.CANCELLED, this.story.attempts());
		}

	}

}
