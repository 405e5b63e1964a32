package io.llmresilience.fallback;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.fallback.HedgedFlux.Entry;

/**
 * Whether and when a call asks two routes at once. Never with tools: a tool call that
 * nobody reads may have been meant. Thread-safe.
 */
final class Hedging {

	private final @Nullable Duration after;

	private final HedgeQuota quota;

	private final Scheduler timer;

	Hedging(FallbackSettings settings, Scheduler timer) {
		this.after = settings.hedgeAfter();
		this.quota = new HedgeQuota(settings.hedgeShare());
		this.timer = Objects.requireNonNull(timer, "'timer' must not be null");
	}

	boolean mayHedge(ChatCall call) {
		return this.after != null && call.request().toolUse().tools().isEmpty();
	}

	/**
	 * Ask a second route if the first one is slow.
	 * @param first the first route
	 * @param second gives the second route, {@code null} if there is none
	 * @return the events of the faster one
	 */
	Flux<ChatEvent> hedged(Entry first, Supplier<@Nullable Entry> second) {
		if (this.after == null) {
			return first.events();
		}
		this.quota.called();
		return new HedgedFlux(first, () -> this.quota.tryHedge() ? second.get() : null, this.after, this.timer);
	}

}
