package io.llmresilience.fallback;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;

/**
 * Marks in one call's stream where an answer begins anew after some of another one was
 * delivered, whoever repeats it. The mark comes with the new content and not before, so
 * that the consumer keeps what it has if there is none.
 */
final class Seam implements Function<ChatEvent, Publisher<ChatEvent>> {

	private boolean delivered;

	private @Nullable FailureKind broken;

	@Override
	public Publisher<ChatEvent> apply(ChatEvent event) {
		FailureKind reason = this.broken;
		if (event instanceof Note.AttemptEnded ended && ended.failure() != null && this.delivered) {
			this.broken = ended.failure();
		}
		else if (event.isContent() || event instanceof ChatEvent.Completed) {
			this.delivered = true;
			this.broken = null;
			return (reason != null) ? Flux.just(new ChatEvent.Restarted(reason), event) : Mono.just(event);
		}
		return Mono.just(event);
	}

}
