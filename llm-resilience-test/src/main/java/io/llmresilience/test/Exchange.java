package io.llmresilience.test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A request under way and, later, the memory of it.
 */
final class Exchange {

	private final AtomicReference<ReceivedRequest> request;

	private final InstantSource clock;

	private final RequestLog log;

	private final @Nullable Reply reply;

	Exchange(ReceivedRequest request, InstantSource clock, RequestLog log, @Nullable Reply reply) {
		this.request = new AtomicReference<>(request);
		this.clock = clock;
		this.log = log;
		this.reply = reply;
	}

	/**
	 * Return what the script says to the request, taken before anybody could know that it
	 * had arrived.
	 */
	@Nullable Reply reply() {
		return this.reply;
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
