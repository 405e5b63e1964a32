package io.llmresilience.observation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.util.context.ContextView;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;

/**
 * Collects what the log line of one call says, and has it written at the end.
 */
final class CallLog implements CallWatch {

	private static final long NEVER = -1;

	private final CallLogWatcher watcher;

	private final long arrival;

	private final @Nullable Object observation;

	/**
	 * The caller's, as the line is written by whatever thread the call ends on.
	 */
	private final @Nullable Map<String, String> mdc = MDC.getCopyOfContextMap();

	private final CallBill bill = new CallBill();

	private int attempts;

	private long firstContentAt = NEVER;

	private List<AbsorbedTrouble.Trouble> troubles = List.of();

	CallLog(CallLogWatcher watcher, Instant arrival, ContextView context) {
		this.watcher = watcher;
		this.arrival = arrival.toEpochMilli();
		this.observation = context.getOrDefault(ObservationKind.KEY, null);
	}

	@Override
	public void event(ChatEvent event) {
		if (event instanceof ChatEvent.Note note) {
			note(note);
		}
		else if (this.firstContentAt == NEVER && event.isContent()) {
			this.firstContentAt = this.watcher.clock().millis();
		}
	}

	private void note(ChatEvent.Note note) {
		this.bill.note(note);
		if (note instanceof ChatEvent.Note.AttemptEnded ended) {
			this.attempts++;
			if (ended.failure() != null && ended.failure() != FailureKind.CIRCUIT_OPEN) {
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
		ObservationSettings settings = this.watcher.settings();
		if (settings.logSuccess()) {
			write(() -> line().answered(completed.response()));
		}
		if (settings.logAbsorbed() && !this.troubles.isEmpty()) {
			this.troubles.stream()
				.collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
				.forEach(this.watcher.absorbed()::happened);
		}
	}

	@Override
	public void failed(Throwable failure) {
		if (this.watcher.settings().logFailure()) {
			write(() -> line().failed(failure));
		}
	}

	@Override
	public void cancelled() {
		if (this.watcher.settings().logSuccess()) {
			write(() -> line().cancelled());
		}
	}

	private void write(Runnable line) {
		Map<String, String> own = MDC.getCopyOfContextMap();
		restore(this.mdc);
		try {
			LineScope.write(this.observation, line);
		}
		finally {
			restore(own);
		}
	}

	private CallLogLine line() {
		Long untilContent = (this.firstContentAt != NEVER) ? this.firstContentAt - this.arrival : null;
		return new CallLogLine(this.watcher.clock().millis() - this.arrival, untilContent, this.attempts,
				this.bill.total());
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
