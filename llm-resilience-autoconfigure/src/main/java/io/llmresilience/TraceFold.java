package io.llmresilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llmresilience.CallTrace.WaitReason;

/**
 * Folds the notes of one call into its trace.
 */
final class TraceFold {

	private static final ChatEvent.Note.Charged UNCHARGED = new ChatEvent.Note.Charged(null);

	private final List<CallTrace.Attempt> attempts = new ArrayList<>(1);

	private final List<CallTrace.Shortening> shortenings = new ArrayList<>(0);

	private List<String> routes = List.of();

	private Duration waited = Duration.ZERO;

	private Duration longestWait = Duration.ZERO;

	private WaitReason waitReason = WaitReason.NONE;

	private ChatEvent.Note.Charged charged = UNCHARGED;

	void note(ChatEvent.Note note) {
		if (note instanceof ChatEvent.Note.Waiting waiting) {
			if (waiting.duration().compareTo(this.longestWait) >= 0) {
				this.longestWait = waiting.duration();
				this.waitReason = waiting.reason();
			}
			this.waited = this.waited.plus(waiting.duration());
		}
		else if (note instanceof ChatEvent.Note.Charged charge) {
			this.charged = charge;
		}
		else if (note instanceof ChatEvent.Note.AttemptEnded ended) {
			ended(ended);
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

	private void ended(ChatEvent.Note.AttemptEnded ended) {
		this.attempts.add(new CallTrace.Attempt(ended.route(), ended.number(), ended.failure(), this.waited,
				this.waitReason, ended.duration(), this.charged.cost()));
		this.charged = UNCHARGED;
		this.waited = Duration.ZERO;
		this.longestWait = Duration.ZERO;
		this.waitReason = WaitReason.NONE;
	}

	CallTrace trace() {
		return new CallTrace(this.routes, this.attempts, this.shortenings);
	}

}
