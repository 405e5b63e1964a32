package io.llmresilience.fallback;

import java.util.concurrent.atomic.AtomicInteger;

import io.llmresilience.Route;
import io.llmresilience.model.ModelFit;

/**
 * A route that calls may take, and how many of them are on it.
 */
final class Candidate {

	private final Route route;

	private final ModelFit fit;

	private final AtomicInteger inFlight = new AtomicInteger();

	Candidate(ModelRoute route) {
		this.route = route.route();
		this.fit = route.fit();
	}

	String name() {
		return this.route.name();
	}

	Route route() {
		return this.route;
	}

	ModelFit fit() {
		return this.fit;
	}

	int inFlight() {
		return this.inFlight.get();
	}

	void entered() {
		this.inFlight.incrementAndGet();
	}

	void left() {
		this.inFlight.decrementAndGet();
	}

	@Override
	public String toString() {
		return name();
	}

}
