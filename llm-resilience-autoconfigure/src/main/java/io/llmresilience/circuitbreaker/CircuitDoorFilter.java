package io.llmresilience.circuitbreaker;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;

/**
 * Looks at the circuit before a call queues for its rate limit, and again for as long as
 * it queues: what would be refused in the end is refused at once. While a route recovers
 * it also sends a part of the calls on to the next route, if there is one. It takes no
 * permission; that is left to {@link CircuitBreakerFilter}.
 */
public final class CircuitDoorFilter implements ChatFilter {

	private final RouteCircuitBreaker circuit;

	/**
	 * Create the filter of one route.
	 * @param circuit the route's circuit
	 */
	public CircuitDoorFilter(RouteCircuitBreaker circuit) {
		this.circuit = Objects.requireNonNull(circuit, "'circuit' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> {
			CallRefusedException refusal = refusal(call);
			if (refusal != null) {
				this.circuit.refused();
				return Flux.error(refusal);
			}
			return new DoorFlux(next.exchange(call), this.circuit);
		});
	}

	private @Nullable CallRefusedException refusal(ChatCall call) {
		CallRefusedException refusal = this.circuit.refusal();
		boolean lastRoute = call.hop().equals(ChatCall.Hop.LAST);
		return (refusal != null || lastRoute) ? refusal : this.circuit.slowStartRefusal();
	}

	private static final class DoorFlux extends FluxOperator<ChatEvent, ChatEvent> {

		private final RouteCircuitBreaker circuit;

		private DoorFlux(Flux<ChatEvent> source, RouteCircuitBreaker circuit) {
			super(source);
			this.circuit = circuit;
		}

		@Override
		public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
			this.source.subscribe(new DoorSubscriber(actual, this.circuit));
		}

	}

}
