package io.llmresilience.ratelimit;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The one place where the present state of a provider's limits is kept.
 */
final class Books {

	private final AtomicReference<LimiterState> state;

	Books(LimiterState state) {
		this.state = new AtomicReference<>(state);
	}

	LimiterState get() {
		return Objects.requireNonNull(this.state.get());
	}

	/**
	 * Go to the next state unless somebody was faster.
	 */
	boolean change(LimiterState from, LimiterState to) {
		return from == to || this.state.compareAndSet(from, to);
	}

	/**
	 * Go to the next state, as often as somebody is faster.
	 */
	LimiterState change(UnaryOperator<LimiterState> next) {
		LimiterState from;
		LimiterState to;
		do {
			from = get();
			to = next.apply(from);
		}
		while (!change(from, to));
		return to;
	}

}
