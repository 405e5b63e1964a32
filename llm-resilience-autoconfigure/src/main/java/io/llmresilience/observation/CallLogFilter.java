package io.llmresilience.observation;

import java.time.InstantSource;
import java.util.Objects;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;

/**
 * Writes one log line per call: what answered, how long it took and what it used, or why
 * it failed. Never content, never keys.
 */
public final class CallLogFilter implements ChatFilter {

	private final ObservationSettings settings;

	private final InstantSource clock;

	private final AbsorbedTrouble absorbed;

	private final Watcher watcher = (call, context) -> new CallLog(this, call.arrival(), context);

	/**
	 * Create the filter.
	 * @param settings which lines are written
	 * @param clock tells the time
	 */
	public CallLogFilter(ObservationSettings settings, InstantSource clock) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.absorbed = new AbsorbedTrouble(clock);
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return new WatchedFlux(call, next, this.watcher);
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
