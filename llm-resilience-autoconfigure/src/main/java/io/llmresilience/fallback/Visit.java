package io.llmresilience.fallback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.llmresilience.LlmException;

/**
 * One call on one route as the cool-downs see it: what it finds out, they learn.
 */
final class Visit {

	private final CoolDowns coolDowns;

	private final String route;

	private final Instant begun;

	private final List<AtomicReference<CoolDown>> probed = new ArrayList<>(0);

	private boolean answered;

	Visit(CoolDowns coolDowns, String route, Instant begun) {
		this.coolDowns = coolDowns;
		this.route = route;
		this.begun = begun;
	}

	/**
	 * Become the probe where one is needed.
	 * @return whether the visit may go on
	 */
	boolean claim(AtomicReference<CoolDown> cell, Instant now) {
		CoolDown coolDown = cell.get();
		if (!coolDown.active(now) && !coolDown.needsProbe(now)) {
			return true;
		}
		if (coolDown.needsProbe(now) && cell.compareAndSet(coolDown, coolDown.withProbing(true))) {
			this.probed.add(cell);
			return true;
		}
		left();
		return false;
	}

	void answered() {
		if (!this.answered) {
			this.answered = true;
			this.probed.clear();
			this.coolDowns.answered(this.route, this.begun);
		}
	}

	void refused(LlmException failure) {
		this.coolDowns.refused(this.route, failure);
	}

	/**
	 * End without having found anything out that is not told already.
	 */
	void left() {
		this.probed.forEach((cell) -> cell.updateAndGet((coolDown) -> coolDown.withProbing(false)));
		this.probed.clear();
	}

}
