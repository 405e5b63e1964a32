package io.llmresilience.fallback;

import java.util.List;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

import io.llmresilience.ChatEvent;

/**
 * Tells some notes before the events of a stream. Unlike a concatenation it subscribes to
 * the stream at once, even if nobody has asked for the notes yet: a call does not start
 * later because its consumer reads later.
 */
final class NotesFirst extends FluxOperator<ChatEvent, ChatEvent> {

	private final List<ChatEvent> notes;

	private NotesFirst(Flux<ChatEvent> source, List<ChatEvent> notes) {
		super(source);
		this.notes = notes;
	}

	static Flux<ChatEvent> of(List<ChatEvent> notes, Flux<ChatEvent> source) {
		return notes.isEmpty() ? source : new NotesFirst(source, notes);
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
		this.source.subscribe(new NotesFirstSubscriber(actual, this.notes));
	}

}
