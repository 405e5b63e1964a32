package io.llmresilience;

import java.util.List;

import reactor.core.publisher.Flux;

/**
 * Wraps a {@link ChatExchange}: every policy of this library is one, and an application
 * may add its own as beans, outermost first by {@code @Order}.
 * <p>
 * A filter may change the call, answer without calling {@code next}, call it once or many
 * times, and change its events. It must not block and must be thread-safe; what belongs
 * to one call belongs into {@code Flux.defer}.
 */
@FunctionalInterface
public interface ChatFilter {

	/**
	 * Filter one call.
	 * @param call what is asked and until when
	 * @param next the rest of the chain
	 * @return the events of the call, never {@code null}
	 */
	Flux<ChatEvent> filter(ChatCall call, ChatExchange next);

	/**
	 * Close a list of filters over an exchange.
	 * @param filters the filters, outermost first
	 * @param target what the innermost filter calls
	 * @return an exchange that runs through all of them
	 */
	static ChatExchange chain(List<? extends ChatFilter> filters, ChatExchange target) {
		ChatExchange chain = target;
		for (int i = filters.size() - 1; i >= 0; i--) {
			ChatFilter filter = filters.get(i);
			ChatExchange next = chain;
			chain = (call) -> filter.filter(call, next);
		}
		return chain;
	}

}
