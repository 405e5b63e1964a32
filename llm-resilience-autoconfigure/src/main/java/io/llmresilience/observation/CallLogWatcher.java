package io.llmresilience.observation;

import java.time.InstantSource;
import java.util.Objects;

import reactor.util.context.ContextView;

import io.llmresilience.ChatCall;

/**
 * Writes one log line per call: what answered, how long it took and what it used, or why
 * it failed. Never content, never keys.
 */
public final class CallLogWatcher implements CallWatcher {

	private final ObservationSettings settings;

	private final InstantSource clock;

	private final AbsorbedTrouble absorbed;

	/**
	 * Create the watcher.
	 * @param settings which lines are written
	 * @param clock tells the time
	 */
	public CallLogWatcher(ObservationSettings settings, InstantSource clock) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.absorbed = new AbsorbedTrouble(clock);
	}

	@Override
	public CallWatch watch(ChatCall call, ContextView context) {
		return new CallLog(this, call.arrival(), context);
	}

	ObservationSettings settings() {
		return this.settings;
	}

	InstantSource clock() {
		return this.clock;
	}

	AbsorbedTrouble absorbed() {
		return this.absorbed;
	}

}
