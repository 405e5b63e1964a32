package io.llmresilience.autoconfigure;

import java.util.function.Supplier;

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
 * @param standing tells how it stands
 */
record ConfiguredRoute(String name, ChatExchange exchange, Supplier<Availability> standing) implements Route {

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		return this.exchange.exchange(call);
	}

	@Override
	public Availability availability() {
		return this.standing.get();
	}

}
