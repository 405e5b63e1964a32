package io.llmresilience.fallback;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;
import io.llmresilience.Route.Availability;
import io.llmresilience.Route.State;
import io.llmresilience.model.Misfit;

/**
 * How one route stands for one call.
 *
 * @param route the route
 * @param availability whether it can be expected to answer
 * @param misfit why it cannot serve the request, {@code null} if it can
 */
record Standing(String route, Availability availability, @Nullable Misfit misfit) {

	/**
	 * Orders routes that had better not be asked. The one that asked for quiet answers
	 * after it, an open circuit costs nothing, a refused key stays refused, and a pause
	 * is somebody's will.
	 */
	static final Comparator<Standing> BY_HOPE = Comparator.comparingInt(Standing::hopelessness)
		.thenComparing(Standing::until);

	boolean fits() {
		return this.misfit == null;
	}

	boolean ready() {
		return fits() && this.availability.state() == State.READY;
	}

	private int hopelessness() {
		return switch (this.availability.state()) {
			case READY -> 0;
			case COOLING -> (this.availability.reason() == FailureKind.RATE_LIMITED) ? 1 : 3;
			case CIRCUIT_OPEN -> 2;
			case PAUSED -> 4;
		};
	}

	private Instant until() {
		return (this.availability.until() != null) ? this.availability.until() : Instant.MAX;
	}

	/**
	 * Say why the route is passed over.
	 */
	Note.Skipped skipped() {
		if (this.misfit != null) {
			return new Note.Skipped(this.route, this.misfit.kind(), this.misfit.reason());
		}
		String end = (this.availability.until() != null)
				? " until " + this.availability.until().truncatedTo(ChronoUnit.MILLIS) : "";
		if (this.availability.state() == State.PAUSED) {
			return new Note.Skipped(this.route, FailureKind.CIRCUIT_OPEN, "paused by hand");
		}
		if (this.availability.state() == State.CIRCUIT_OPEN) {
			return new Note.Skipped(this.route, FailureKind.CIRCUIT_OPEN, "circuit open" + end);
		}
		FailureKind reason = (this.availability.reason() != null) ? this.availability.reason() : FailureKind.UNKNOWN;
		return new Note.Skipped(this.route, reason, "cooling" + end + " after " + reason);
	}

}
