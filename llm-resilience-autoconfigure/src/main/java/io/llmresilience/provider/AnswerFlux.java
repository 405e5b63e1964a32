package io.llmresilience.provider;

import java.util.function.Function;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;

import io.llmresilience.ChatEvent;

/**
 * The events of one streamed answer. Once the answer is complete the connection is read
 * to its end, for a short while at most, so that it can be used again.
 */
final class AnswerFlux extends Flux<ChatEvent> {

	private final Flux<DataBuffer> body;

	private final StreamDecoding decoding;

	private final Scheduler timer;

	private final Function<Throwable, ? extends Throwable> failures;

	AnswerFlux(Flux<DataBuffer> body, StreamDecoding decoding, Scheduler timer,
			Function<Throwable, ? extends Throwable> failures) {
		this.body = body;
		this.decoding = decoding;
		this.timer = timer;
		this.failures = failures;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
		this.body.subscribe(new AnswerSubscriber(actual, this.decoding, this.timer, this.failures));
	}

}
