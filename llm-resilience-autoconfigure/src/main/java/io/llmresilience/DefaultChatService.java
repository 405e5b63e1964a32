package io.llmresilience;

import java.util.Objects;
import java.util.concurrent.CancellationException;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatCall.Wire;

/**
 * Runs calls through the chain and folds its notes into answer and failure.
 */
final class DefaultChatService implements ChatService {

	private final ChatExchange chain;

	private final CallFactory calls;

	DefaultChatService(ChatExchange chain, CallFactory calls) {
		this.chain = Objects.requireNonNull(chain, "'chain' must not be null");
		this.calls = Objects.requireNonNull(calls, "'calls' must not be null");
	}

	@Override
	public ChatResponse call(ChatRequest request) {
		Objects.requireNonNull(request, "'request' must not be null");
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("call() blocks, which thread '" + Thread.currentThread().getName()
					+ "' must not; use send() or stream() there");
		}
		try {
			return Objects.requireNonNull(send(request).block());
		}
		catch (RuntimeException ex) {
			throw (ex.getCause() instanceof InterruptedException interruption) ? cancelled(interruption) : ex;
		}
	}

	private static CancellationException cancelled(InterruptedException interruption) {
		CancellationException cancelled = new CancellationException(
				"Thread interrupted while waiting for an answer; the call is cancelled");
		cancelled.initCause(interruption);
		return cancelled;
	}

	@Override
	public Mono<ChatResponse> send(ChatRequest request) {
		Objects.requireNonNull(request, "'request' must not be null");
		return exchange(request, Wire.WHOLE).last().map((event) -> ((ChatEvent.Completed) event).response());
	}

	@Override
	public Flux<ChatEvent> stream(ChatRequest request) {
		Objects.requireNonNull(request, "'request' must not be null");
		return exchange(request, Wire.STREAMED);
	}

	private Flux<ChatEvent> exchange(ChatRequest request, Wire wire) {
		return Flux.defer(() -> {
			CallFold fold = new CallFold();
			return this.chain.exchange(this.calls.create(request, wire)).<ChatEvent>handle((event, sink) -> {
				ChatEvent visible = fold.accept(event);
				if (visible != null) {
					sink.next(visible);
				}
			}).doOnError(LlmException.class, fold::explain);
		});
	}

}
