package io.llmresilience.sample.panel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

import org.springframework.stereotype.Component;

import io.llmresilience.ChatCall;
import io.llmresilience.observation.CallWatch;
import io.llmresilience.observation.CallWatcher;

/**
 * Keeps the last calls that ended, without their content. Thread-safe.
 */
@Component
class CallBoard implements CallWatcher {

	static final int MOST = 50;

	private final Sinks.Many<PanelCall> calls = Sinks.many().replay().limit(MOST);

	private final AtomicLong ids = new AtomicLong();

	private final InstantSource clock = InstantSource.system();

	/**
	 * Return the last calls, oldest first, and then each call as it ends. Who is slow to
	 * read misses some.
	 */
	Flux<PanelCall> calls() {
		return this.calls.asFlux().onBackpressureBuffer(MOST, BufferOverflowStrategy.DROP_OLDEST);
	}

	@Override
	public CallWatch watch(ChatCall call, ContextView context) {
		return new PanelCallWatch(call, this::span, this::add);
	}

	private PanelCall.Span span(Instant arrival) {
		return new PanelCall.Span(this.ids.incrementAndGet(), arrival, Duration.between(arrival, this.clock.instant()));
	}

	private void add(PanelCall call) {
		this.calls.emitNext(call, CallBoard::isTriedAgain);
	}

	/**
	 * Return whether another call has ended in the same instant.
	 */
	private static boolean isTriedAgain(SignalType signal, Sinks.EmitResult result) {
		return result == Sinks.EmitResult.FAIL_NON_SERIALIZED;
	}

}
