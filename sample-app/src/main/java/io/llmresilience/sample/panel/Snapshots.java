package io.llmresilience.sample.panel;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

import io.llmresilience.actuate.LlmEndpoint;

/**
 * How everything stands, once a second. All viewers share one clock, which stands still
 * while nobody looks.
 */
@Component
class Snapshots {

	static final Duration EVERY = Duration.ofSeconds(1);

	private final @Nullable Flux<Object> live;

	@Autowired
	Snapshots(ObjectProvider<LlmEndpoint> endpoint) {
		this(supplier(endpoint.getIfAvailable()), Schedulers.parallel());
	}

	/**
	 * Create the snapshots.
	 * @param snapshot how everything stands now, {@code null} if nobody can tell
	 * @param timer says when a second is over
	 */
	Snapshots(@Nullable Supplier<@Nullable Object> snapshot, Scheduler timer) {
		this.live = (snapshot != null) ? Flux.interval(Duration.ZERO, EVERY, timer)
			.onBackpressureDrop()
			.mapNotNull((tick) -> snapshot.get())
			.replay(1)
			.refCount() : null;
	}

	private static @Nullable Supplier<@Nullable Object> supplier(@Nullable LlmEndpoint endpoint) {
		return (endpoint != null) ? () -> endpoint.llm().getBody() : null;
	}

	/**
	 * Return the last snapshot and then each new one, or {@code null} if the endpoint is
	 * off. Who is slow to read misses some.
	 */
	@Nullable Flux<Object> live() {
		return (this.live != null) ? this.live.onBackpressureLatest() : null;
	}

}
