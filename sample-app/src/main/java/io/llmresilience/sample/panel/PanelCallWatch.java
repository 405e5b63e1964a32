package io.llmresilience.sample.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.LlmException;
import io.llmresilience.observation.CallWatch;

/**
 * Watches one call and tells how it ended.
 */
class PanelCallWatch implements CallWatch {

	private final List<ChatEvent.Note> notes = new ArrayList<>(2);

	private final ChatCall call;

	private final PanelCall.Stopwatch stopwatch;

	private final Consumer<PanelCall> listener;

	PanelCallWatch(ChatCall call, PanelCall.Stopwatch stopwatch, Consumer<PanelCall> listener) {
		this.call = call;
		this.stopwatch = stopwatch;
		this.listener = listener;
	}

	@Override
	public void event(ChatEvent event) {
		if (event instanceof ChatEvent.Note note && note.isTraced()) {
			this.notes.add(note);
		}
	}

	@Override
	public void answered(ChatEvent.Completed completed) {
		this.notes.addAll(completed.notes());
		this.listener.accept(PanelCall.answered(span(), completed.response(), CallTrace.of(this.notes)));
	}

	@Override
	public void failed(Throwable failure) {
		if (failure instanceof LlmException exception) {
			this.listener.accept(PanelCall.failed(span(), exception, CallTrace.of(this.notes)));
		}
	}

	@Override
	public void cancelled() {
		this.listener.accept(PanelCall.cancelled(span(), CallTrace.of(List.copyOf(this.notes))));
	}

	private PanelCall.Span span() {
		return this.stopwatch.span(this.call.arrival());
	}

}
