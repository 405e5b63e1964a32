package io.llmresilience.circuitbreaker;

import java.util.Objects;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;

/**
 * Asks the route's circuit before every attempt and tells it how the attempt ended,
 * before that is passed on.
 */
public final class CircuitBreakerFilter implements ChatFilter {

	private final RouteCircuitBreaker circuit;

	private final ProviderTime time;

	/**
	 * Create the filter of one route.
	 * @param circuit the route's circuit
	 * @param time what the provider is given before its silence counts
	 */
	public CircuitBreakerFilter(RouteCircuitBreaker circuit, ProviderTime time) {
		this.circuit = Objects.requireNonNull(circuit, "'circuit' must not be null");
		this.time = Objects.requireNonNull(time, "'time' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.deferContextual((context) -> {
			DoorSubscriber door = context.getOrDefault(DoorSubscriber.class, null);
			if (door != null && !door.through()) {
				return Flux.error(this.circuit.shut());
			}
			WatchedAttempt attempt = new WatchedAttempt(this.circuit, this.time);
			return Flux.defer(() -> next.exchange(call))
				.doOnNext(attempt::passed)
				.doOnError(attempt::failed)
				.doOnComplete(attempt::ended)
				.doOnCancel(attempt::cancelled);
		});
	}

}
