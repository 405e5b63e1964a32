package io.llmresilience.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.util.context.ContextView;

import io.llmresilience.ChatEvent;

/**
 * Collects what the log line of one call says, and has it written at the end.
 */
final class CallLog implements Watch {

	private final CallLogFilter filter;

	private final Instant arrival;

	private final @Nullable Object observation;

	/**
	 * The caller's, as the line is written by whatever thread the call ends on.
	 */
	private final @Nullable Map<String, String> mdc = MDC.getCopyOfContextMap();

	private final CallBill bill = new CallBill();

	private int attempts;

	private @Nullable Instant firstContentAt;

	private List<AbsorbedTrouble.Trouble> troubles = List.of();

	CallLog(CallLogFilter filter, Instant arrival, ContextView context) {
		this.filter = filter;
		this.arrival = arrival;
		this.observation = context.getOrDefault(Observations.KEY, null);
	}

	@Override
	public void event(ChatEvent event) {
		if (event instanceof ChatEvent.Note note) {
			note(note);
		}
		else if (this.firstContentAt == null && event.isContent()) {
			this.firstContentAt = this.filter.clock().instant();
		}
	}

	private void note(ChatEvent.Note note) {
		this.bill.note(note);
		if (note instanceof ChatEvent.Note.AttemptEnded ended) {
			this.attempts++;
			if (ended.failure() != null) {
				this.troubles = new ArrayList<>(this.troubles);
				this.troubles.add(new AbsorbedTrouble.Trouble(ended.route(), ended.failure()));
			}
		}
		else if (note instanceof ChatEvent.Note.Overtaken) {
			this.attempts++;
		}
	}

	@Override
	public void answered(ChatEvent.Completed completed) {
		for (ChatEvent.Note note : completed.notes()) {
			note(note);
		}
		ObservationSettings settings = this.filter.settings();
		if (settings.logSuccess()) {
			write((line) -> line.answered(completed.response()));
		}
		if (settings.logAbsorbed() && !this.troubles.isEmpty()) {
			this.troubles.forEach(this.filter.absorbed()::happened);
		}
	}

	@Override
	public void failed(Throwable failure) {
		if (this.filter.settings().logFailure()) {
			write((line) -> line.failed(failure));
		}
	}

	@Override
	public void cancelled() {
		if (this.filter.settings().logSuccess()) {
			write(CallLogLine::cancelled);
		}
	}

	private void write(Consumer<CallLogLine> text) {
		Map<String, String> own = MDC.getCopyOfContextMap();
		restore(this.mdc);
		try {
			LineScope.write(this.observation, () -> text.accept(line()));
		}
		finally {
			restore(own);
		}
	}

	private CallLogLine line() {
		Long untilContent = (this.firstContentAt != null) ? millisTo(this.firstContentAt) : null;
		return new CallLogLine(millisTo(this.filter.clock().instant()), untilContent, this.attempts, this.bill.total());
	}

	private long millisTo(Instant instant) {
		return Duration.between(this.arrival, instant).toMillis();
	}

	private static void restore(@Nullable Map<String, String> mdc) {
		if (mdc != null) {
			MDC.setContextMap(mdc);
		}
		else {
			MDC.clear();
		}
	}

}
