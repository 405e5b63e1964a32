package io.llmresilience;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Talks to the configured models and survives what goes wrong on the way: the bean that
 * applications inject. Every call either answers, or fails quickly, once, with a typed
 * {@link LlmException}. Thread-safe.
 */
public interface ChatService {

	/**
	 * Ask and wait for the answer.
	 * @param request what to ask
	 * @return the whole answer
	 * @throws LlmException if there is none
	 * @throws java.util.concurrent.CancellationException if the thread is interrupted
	 * meanwhile, which hangs up and leaves the thread interrupted
	 * @throws IllegalStateException if the current thread must not block, such as an
	 * event-loop thread
	 */
	ChatResponse call(ChatRequest request);

	/**
	 * Ask and wait for the answer.
	 * @param message what the user says, not blank
	 * @return the whole answer
	 * @throws LlmException if there is none
	 */
	default ChatResponse call(String message) {
		return call(ChatRequest.of(message));
	}

	/**
	 * Ask for a whole answer.
	 * @param request what to ask
	 * @return the answer; asked for anew by every subscription, fails with a
	 * {@link LlmException}
	 */
	Mono<ChatResponse> send(ChatRequest request);

	/**
	 * Ask for a whole answer.
	 * @param message what the user says, not blank
	 * @return the answer; asked for anew by every subscription, fails with a
	 * {@link LlmException}
	 */
	default Mono<ChatResponse> send(String message) {
		return send(ChatRequest.of(message));
	}

	/**
	 * Ask for an answer as it is being written.
	 * @param request what to ask
	 * @return the events, ending with one {@link ChatEvent.Completed} or one
	 * {@link LlmException}; asked for anew by every subscription
	 */
	Flux<ChatEvent> stream(ChatRequest request);

	/**
	 * Ask for an answer as it is being written.
	 * @param message what the user says, not blank
	 * @return the events, ending with one {@link ChatEvent.Completed} or one
	 * {@link LlmException}; asked for anew by every subscription
	 */
	default Flux<ChatEvent> stream(String message) {
		return stream(ChatRequest.of(message));
	}

	/**
	 * Create the service over a finished chain.
	 * @param chain the chain, its target last
	 * @param calls makes a call of a request
	 * @return the service
	 */
	static ChatService over(ChatExchange chain, CallFactory calls) {
		return new DefaultChatService(chain, calls);
	}

	/**
	 * Makes a call of a request, once per subscription.
	 */
	@FunctionalInterface
	interface CallFactory {

		/**
		 * Make a call.
		 * @param request what is asked
		 * @param wire how the answer is to travel
		 * @return the call, its deadline counted from now
		 */
		ChatCall create(ChatRequest request, ChatCall.Wire wire);

	}

}
