package io.llmresilience.circuitbreaker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.scheduler.Scheduler;

/**
 * The calls that are past the door of a circuit and have not got to its breaker, since a
 * rate limit holds them back. Thread-safe.
 */
final class WaitingCalls {

	private final Set<DoorSubscriber> calls = ConcurrentHashMap.newKeySet();

	private final Scheduler timer;

	WaitingCalls(Scheduler timer) {
		this.timer = timer;
	}

	/**
	 * Add a call, unless it has got through meanwhile, and judge it again, since the
	 * circuit may have changed before it was added.
	 * @param call the call
	 */
	void add(DoorSubscriber call) {
		this.calls.add(call);
		if (call.isWaiting()) {
			call.judge();
		}
		else {
			this.calls.remove(call);
		}
	}

	void remove(DoorSubscriber call) {
		this.calls.remove(call);
	}

	/**
	 * Judge all of them again, but not on the thread that changed the circuit, which has
	 * a call of its own to end.
	 */
	void judge() {
		if (!this.calls.isEmpty()) {
			this.timer.schedule(() -> this.calls.forEach(DoorSubscriber::judge));
		}
	}

	int count() {
		return this.calls.size();
	}

}
