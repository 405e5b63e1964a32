package io.llmresilience.test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request under way and, later, the memory of it.
 */
final class Exchange {

	private final AtomicReference<ReceivedRequest> request;

	private final InstantSource clock;

	private final RequestLog log;

	Exchange(ReceivedRequest request, InstantSource clock, RequestLog log) {
		this.request = new AtomicReference<>(request);
		this.clock = clock;
		this.log = log;
	}

	ReceivedRequest request() {
		return this.request.get();
	}

	/**
	 * Notes the end; only the first one counts.
	 */
	void end(Ending ending) {
		ReceivedRequest open = this.request.get();
		if (open.ending() != Ending.OPEN) {
			return;
		}
		Duration after = Duration.between(open.arrivedAt(), this.clock.instant());
		if (this.request.compareAndSet(open, open.ended(ending, after))) {
			this.log.ended(this);
		}
	}

}
