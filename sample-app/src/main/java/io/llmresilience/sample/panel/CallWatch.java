package io.llmresilience.sample.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.LlmException;

/**
 * Watches one call and tells once how it ended.
 */
class CallWatch {

	private final List<ChatEvent.Note> notes = new ArrayList<>(2);

	private final AtomicBoolean over = new AtomicBoolean();

	private final ChatCall call;

	private final PanelCall.Stopwatch stopwatch;

	private final Consumer<PanelCall> listener;

	CallWatch(ChatCall call, PanelCall.Stopwatch stopwatch, Consumer<PanelCall> listener) {
		this.call = call;
		this.stopwatch = stopwatch;
		this.listener = listener;
	}

	void event(ChatEvent event) {
		if (event instanceof ChatEvent.Completed completed) {
			this.notes.addAll(completed.notes());
			answered(completed);
		}
		else if (isTold(event)) {
			this.notes.add((ChatEvent.Note) event);
		}
	}

	/**
	 * Return whether an event belongs into a trace. What was withheld is content, and of
	 * progress there may be much.
	 */
	private static boolean isTold(ChatEvent event) {
		return event instanceof ChatEvent.Note && !(event instanceof ChatEvent.Note.Withheld)
				&& !(event instanceof ChatEvent.Note.Progressing);
	}

	private void answered(ChatEvent.Completed completed) {
		if (this.over.compareAndSet(false, true)) {
			this.listener.accept(PanelCall.answered(span(), completed.response(), CallTrace.of(this.notes)));
		}
	}

	void failed(LlmException failure) {
		if (this.over.compareAndSet(false, true)) {
			this.listener.accept(PanelCall.failed(span(), failure, CallTrace.of(this.notes)));
		}
	}

	void cancelled() {
		if (this.over.compareAndSet(false, true)) {
			this.listener.accept(PanelCall.cancelled(span(), CallTrace.of(List.copyOf(this.notes))));
		}
	}

	private PanelCall.Span span() {
		return this.stopwatch.span(this.call.arrival());
	}

}
