package io.llmresilience.circuitbreaker;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import reactor.core.scheduler.Scheduler;

/**
 * The circuits of all routes. Thread-safe.
 */
public final class CircuitBreakers {

	private final Phases phases;

	private final Consumer<CircuitBreakerTransition> listener;

	private final Map<String, RouteCircuitBreaker> circuits = new ConcurrentHashMap<>();

	/**
	 * Create the circuits.
	 * @param settings when circuits open and close
	 * @param clock tells the time that is shown
	 * @param timer tells the time that is decided by, and runs what becomes of waiting
	 * calls
	 * @param random spreads open times and picks calls; must be thread-safe
	 * @param listener hears of every change of a state; must neither block nor throw
	 */
	public CircuitBreakers(CircuitBreakerSettings settings, InstantSource clock, Scheduler timer,
			RandomGenerator random, Consumer<CircuitBreakerTransition> listener) {
		this.phases = new Phases(settings, clock, timer, random);
		this.listener = Objects.requireNonNull(listener, "'listener' must not be null");
	}

	/**
	 * Return the circuit of a route.
	 * @param route the route, {@code provider/model}
	 * @return the circuit, the same one for the same route
	 */
	public RouteCircuitBreaker of(String route) {
		return this.circuits.computeIfAbsent(route,
				(name) -> new RouteCircuitBreaker(name, this.phases, this.listener));
	}

	/**
	 * Return how all circuits stand.
	 * @return the circuits by route
	 */
	public List<CircuitBreakerSnapshot> snapshot() {
		return new TreeMap<>(this.circuits).values().stream().map(RouteCircuitBreaker::snapshot).toList();
	}

	/**
	 * Let no call to a route pass until its circuit is closed by hand.
	 * @param route the route, {@code provider/model}
	 * @throws IllegalArgumentException if there is no such route
	 */
	public void open(String route) {
		find(route).open();
	}

	/**
	 * Let all calls to a route pass, and forget how earlier ones went.
	 * @param route the route, {@code provider/model}
	 * @throws IllegalArgumentException if there is no such route
	 */
	public void close(String route) {
		find(route).close();
	}

	/**
	 * Let no call to a route pass until it is resumed. Its circuit stays as it is
	 * meanwhile, and calls in flight go on.
	 * @param route the route, {@code provider/model}
	 * @throws IllegalArgumentException if there is no such route
	 */
	public void pause(String route) {
		find(route).pause();
	}

	/**
	 * Let calls to a paused route pass again as its circuit allows.
	 * @param route the route, {@code provider/model}
	 * @throws IllegalArgumentException if there is no such route
	 */
	public void resume(String route) {
		find(route).resume();
	}

	/**
	 * Let all calls to all routes pass, and forget everything.
	 */
	public void reset() {
		this.circuits.values().forEach(RouteCircuitBreaker::reset);
	}

	private RouteCircuitBreaker find(String route) {
		RouteCircuitBreaker circuit = this.circuits.get(route);
		if (circuit == null) {
			throw new IllegalArgumentException("'route' must be a route in use, one of "
					+ new TreeMap<>(this.circuits).keySet() + ", but is '" + route + "'");
		}
		return circuit;
	}

}
