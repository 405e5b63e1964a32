package io.llmresilience.ratelimit;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The one place where the present state of a provider's limits is kept.
 */
final class Books {

	private static final int MOMENTS = 4000;

	private final AtomicReference<LimiterState> state;

	private final RandomGenerator random;

	Books(LimiterState state, RandomGenerator random) {
		this.state = new AtomicReference<>(state);
		this.random = random;
	}

	LimiterState get() {
		return Objects.requireNonNull(this.state.get());
	}

	/**
	 * Go to the next state unless somebody was faster.
	 */
	boolean change(LimiterState from, LimiterState to) {
		if (from == to || this.state.compareAndSet(from, to)) {
			return true;
		}
		stepBack();
		return false;
	}

	/**
	 * Wait for a few microseconds at most. Under contention that is faster for all: the
	 * state stays with one processor for a few calls instead of wandering at every one.
	 */
	private void stepBack() {
		int moments = this.random.nextInt(MOMENTS);
		while (moments > 0 && this.random.nextInt() != 0) {
			moments--;
		}
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
