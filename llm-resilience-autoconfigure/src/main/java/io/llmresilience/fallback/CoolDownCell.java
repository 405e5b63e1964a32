package io.llmresilience.fallback;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The one place where the cool-down of a route or a provider is kept.
 */
final class CoolDownCell {

	private final AtomicReference<CoolDown> coolDown = new AtomicReference<>(CoolDown.NONE);

	CoolDown get() {
		return Objects.requireNonNull(this.coolDown.get());
	}

	/**
	 * Change the cool-down.
	 * @return what it was before
	 */
	CoolDown change(UnaryOperator<CoolDown> change) {
		return Objects.requireNonNull(this.coolDown.getAndUpdate(change));
	}

	/**
	 * Become the one that finds out whether the cool-down is over.
	 * @return whether nobody else has
	 */
	boolean tryProbe(Instant now) {
		CoolDown before = get();
		return before.needsProbe(now) && this.coolDown.compareAndSet(before, before.withProbing(true));
	}

}
