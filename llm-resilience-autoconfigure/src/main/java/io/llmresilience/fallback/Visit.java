package io.llmresilience.fallback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llmresilience.LlmException;

/**
 * One call on one route as the cool-downs see it: what it finds out, they learn.
 */
final class Visit {

	private final CoolDowns coolDowns;

	private final String route;

	private final Instant begun;

	private final List<CoolDownCell> probed = new ArrayList<>(0);

	private boolean answered;

	Visit(CoolDowns coolDowns, String route, Instant begun) {
		this.coolDowns = coolDowns;
		this.route = route;
		this.begun = begun;
	}

	/**
	 * Enter where nothing is against it, as the one that finds out whether it is over if
	 * need be.
	 * @return whether the visit may go on
	 */
	boolean enter(CoolDownCell cell) {
		if (cell.tryProbe(this.begun)) {
			this.probed.add(cell);
			return true;
		}
		CoolDown coolDown = cell.get();
		boolean free = !coolDown.active(this.begun) && !coolDown.needsProbe(this.begun);
		if (!free) {
			left();
		}
		return free;
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
		this.probed.forEach((cell) -> cell.change((coolDown) -> coolDown.withProbing(false)));
		this.probed.clear();
	}

}
