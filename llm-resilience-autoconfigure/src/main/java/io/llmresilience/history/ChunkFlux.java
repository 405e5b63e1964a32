package io.llmresilience.history;

import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * The chunks of a document that arrives in pieces.
 */
final class ChunkFlux extends Flux<DocumentChunk> {

	private final Publisher<? extends CharSequence> text;

	private final ChunkLimits limits;

	ChunkFlux(Publisher<? extends CharSequence> text, ChunkLimits limits) {
		this.text = text;
		this.limits = limits;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DocumentChunk> actual) {
		this.text.subscribe(new ChunkSubscriber(actual, new ChunkCutter(this.limits),
				this.limits.measure().scheduler().get().createWorker()));
	}

}
