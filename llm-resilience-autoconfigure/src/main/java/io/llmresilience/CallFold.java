package io.llmresilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.LlmException.Progress;

/**
 * Folds the events of one call into its trace and keeps the notes from the caller.
 */
final class CallFold {

	private static final ChatEvent.Note.Charged UNCHARGED = new ChatEvent.Note.Charged(null);

	private final List<CallTrace.Attempt> attempts = new ArrayList<>(1);

	private final List<CallTrace.Shortening> shortenings = new ArrayList<>(0);

	private List<String> routes = List.of();

	private final StringBuilder text = new StringBuilder();

	private String withheld = "";

	private Usage usage = Usage.UNKNOWN;

	private Duration waited = Duration.ZERO;

	private Duration longestWait = Duration.ZERO;

	private WaitReason waitReason = WaitReason.NONE;

	private ChatEvent.Note.Charged charged = UNCHARGED;

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
			return new ChatEvent.Completed(completed.response().withTrace(trace()));
		}
		return event;
	}

	void explain(LlmException failure) {
		String soFar = this.text.isEmpty() ? this.withheld : this.text.toString();
		failure.reached(new Progress(soFar, this.usage, trace()));
	}

	private void fold(ChatEvent.Note note) {
		if (note instanceof ChatEvent.Note.Waiting waiting) {
			if (waiting.duration().compareTo(this.longestWait) >= 0) {
				this.longestWait = waiting.duration();
				this.waitReason = waiting.reason();
			}
			this.waited = this.waited.plus(waiting.duration());
		}
		else if (note instanceof ChatEvent.Note.Withheld held) {
			this.withheld = held.text();
		}
		else if (note instanceof ChatEvent.Note.Charged charge) {
			this.charged = charge;
		}
		else if (note instanceof ChatEvent.Note.AttemptEnded ended) {
			this.attempts.add(new CallTrace.Attempt(ended.route(), ended.number(), ended.failure(), this.waited,
					this.waitReason, ended.duration(), this.charged.cost()));
			this.charged = UNCHARGED;
			this.waited = Duration.ZERO;
			this.longestWait = Duration.ZERO;
			this.waitReason = WaitReason.NONE;
		}
		else if (note instanceof ChatEvent.Note.Skipped skipped) {
			this.attempts.add(new CallTrace.Attempt(skipped.route(), 0, skipped.kind(), Duration.ZERO, WaitReason.NONE,
					Duration.ZERO, null, skipped.reason()));
		}
		else if (note instanceof ChatEvent.Note.Overtaken overtaken) {
			this.attempts.add(new CallTrace.Attempt(overtaken.route(), overtaken.number(), null, Duration.ZERO,
					WaitReason.NONE, overtaken.duration(), null, overtaken.by() + " was faster"));
		}
		else if (note instanceof ChatEvent.Note.Shortened shortened) {
			this.shortenings.add(shortened.shortening());
		}
		else if (note instanceof ChatEvent.Note.Planned planned) {
			this.routes = planned.routes();
		}
	}

	private CallTrace trace() {
		return new CallTrace(this.routes, this.attempts, this.shortenings);
	}

}
