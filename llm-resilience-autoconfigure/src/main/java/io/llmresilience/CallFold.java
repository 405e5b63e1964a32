package io.llmresilience;

import org.jspecify.annotations.Nullable;

import io.llmresilience.LlmException.Progress;

/**
 * Folds the events of one call into its trace and keeps the notes from the caller.
 */
final class CallFold {

	private final TraceFold notes = new TraceFold();

	private final StringBuilder text = new StringBuilder();

	private String withheld = "";

	private Usage usage = Usage.UNKNOWN;

	@Nullable ChatEvent accept(ChatEvent event) {
		if (event instanceof ChatEvent.TextDelta delta) {
			this.text.append(delta.text());
		}
		else if (event instanceof ChatEvent.Note note) {
			fold(note);
			return null;
		}
		else if (event instanceof ChatEvent.Restarted) {
			this.text.setLength(0);
		}
		else if (event instanceof ChatEvent.Started started) {
			this.usage = started.usage();
		}
		else if (event instanceof ChatEvent.Completed completed) {
			completed.notes().forEach(this::fold);
			return new ChatEvent.Completed(completed.response().withTrace(this.notes.trace()));
		}
		return event;
	}

	void explain(LlmException failure) {
		String soFar = this.text.isEmpty() ? this.withheld : this.text.toString();
		failure.reached(new Progress(soFar, this.usage, this.notes.trace()));
	}

	private void fold(ChatEvent.Note note) {
		if (note instanceof ChatEvent.Note.Withheld held) {
			this.withheld = held.text();
		}
		else {
			this.notes.note(note);
		}
	}

}
