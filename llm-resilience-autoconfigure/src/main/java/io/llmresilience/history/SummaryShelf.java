package io.llmresilience.history;

import java.time.Duration;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.history.SummaryStore.Entry;

/**
 * A store as calls see it: it never fails and never takes long. What was saved lately is
 * also remembered here, so that a store that fails does not let everything be summarized
 * again and again.
 */
final class SummaryShelf {

	private static final Duration PATIENCE = Duration.ofMillis(500);

	private static final int MOST_RECENT = 1000;

	private static final long MOST_RECENT_CHARACTERS = 2_000_000;

	private final SummaryStore store;

	private final MemorySummaryStore recent;

	private final SummaryWarnings warnings;

	private final Scheduler timer;

	SummaryShelf(SummaryStore store, InstantSource clock, Scheduler timer) {
		this.store = store;
		this.recent = (store instanceof MemorySummaryStore memory) ? memory
				: new MemorySummaryStore(MOST_RECENT, MOST_RECENT_CHARACTERS);
		this.warnings = new SummaryWarnings(clock);
		this.timer = timer;
	}

	/**
	 * Find the best summary for a plan.
	 */
	Mono<Entry> find(SummaryPlan plan) {
		return Mono.defer(() -> {
			Entry near = this.recent.get(plan.wanted());
			if (this.store == this.recent || (near != null && plan.isEnough(near.key()))) {
				return Mono.justOrEmpty(near);
			}
			return guarded(Mono.defer(() -> this.store.findFirst(plan.wanted())))
				.filter((far) -> isUseful(far, near, plan))
				.doOnNext(this.recent::put)
				.switchIfEmpty(Mono.justOrEmpty(near));
		});
	}

	private static boolean isUseful(Entry far, @Nullable Entry near, SummaryPlan plan) {
		return plan.turns(far.key()) > 0 && !far.summary().isBlank()
				&& (near == null || plan.isBetter(far.key(), near.key()));
	}

	Mono<Void> save(Entry entry) {
		return Mono.defer(() -> {
			this.recent.put(entry);
			return (this.store == this.recent) ? Mono.empty() : guarded(Mono.defer(() -> this.store.save(entry)));
		});
	}

	private <T> Mono<T> guarded(Mono<T> access) {
		return access.timeout(PATIENCE, this.timer).onErrorResume((failure) -> {
			this.warnings.warn("The store of summaries fails and is done without: {}", failure.getClass().getName());
			return Mono.empty();
		});
	}

}
