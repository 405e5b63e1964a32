package io.llmresilience.timeout;

import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;

/**
 * Holds a stream's events back until the answer is complete, for calls that ask for
 * {@link InterruptionMode#BUFFER}: a failure before that delivers nothing and can be
 * retried.
 */
public final class GatherFilter implements ChatFilter {

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		if (!call.streamed() || call.onInterruption() != InterruptionMode.BUFFER) {
			return next.exchange(call);
		}
		return Flux.defer(() -> {
			List<ChatEvent> held = new ArrayList<>();
			return next.exchange(call)
				.doOnNext(held::add)
				.thenMany(Flux.defer(() -> Flux.fromIterable(held)))
				.onErrorResume((failure) -> Flux.concat(Flux.fromIterable(notes(held)), Flux.error(failure)));
		});
	}

	/**
	 * What the parts of the chain did is told in any case.
	 */
	private static List<ChatEvent> notes(List<ChatEvent> held) {
		List<ChatEvent> notes = new ArrayList<>(2);
		held.stream().filter(ChatEvent.Note.class::isInstance).forEach(notes::add);
		notes.add(new ChatEvent.Note.Withheld(text(held)));
		return notes;
	}

	private static String text(List<ChatEvent> events) {
		StringBuilder text = new StringBuilder();
		for (ChatEvent event : events) {
			if (event instanceof ChatEvent.TextDelta delta) {
				text.append(delta.text());
			}
		}
		return text.toString();
	}

}
