package io.llmresilience.autoconfigure;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.Route;

/**
 * A route as configured.
 *
 * @param name the route's name
 * @param exchange its filters over its provider
 */
record ConfiguredRoute(String name, ChatExchange exchange) implements Route {

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		return this.exchange.exchange(call);
	}

}
