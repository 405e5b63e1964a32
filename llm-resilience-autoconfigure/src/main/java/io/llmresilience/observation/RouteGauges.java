package io.llmresilience.observation;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the routes that a call tries unless it says otherwise: whether each can serve
 * one. Other routes have none, so that one that nobody uses does not look like a way out.
 */
public final class RouteGauges implements MeterBinder {

	private final List<String> routes;

	private final Recent<String> serving;

	/**
	 * Create the gauges.
	 * @param routes the routes
	 * @param serving tells which of them can serve a call now
	 * @param clock tells the time
	 */
	public RouteGauges(List<String> routes, Supplier<List<String>> serving, InstantSource clock) {
		this.routes = List.copyOf(routes);
		this.serving = new Recent<>(serving, UnaryOperator.identity(), (one, other) -> one, clock);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String route : this.routes) {
			Gauge.builder("llm.resilience.route.serving", () -> (this.serving.get(route) != null) ? 1 : 0)
				.description("1 while a route that calls try can serve one, 0 while it cannot")
				.tag("route", route)
				.register(registry);
		}
	}

}
