package io.llmresilience;

import reactor.core.publisher.Flux;

/**
 * Performs one chat call: the seam that providers implement and policies wrap.
 * <p>
 * The returned stream is cold: nothing happens before it is subscribed to, and every
 * subscription is a new call. It ends with exactly one {@link ChatEvent.Completed} or
 * with one {@link LlmException}. Cancelling it cancels the HTTP exchange at once.
 * Implementations must be thread-safe.
 */
@FunctionalInterface
public interface ChatExchange {

	/**
	 * Describe the call; it starts with the subscription.
	 * @param call what is asked and until when
	 * @return the events of the call, never {@code null}
	 */
	Flux<ChatEvent> exchange(ChatCall call);

}
