package io.llmresilience.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The summaries in the making, so that calls of one conversation share one. A call that
 * runs out of time leaves it running for the next one; one that is cancelled ends it
 * unless somebody else is interested.
 */
final class RunningSummaries {

	private final Scheduler timer;

	private final Map<String, RunningSummary> running = new HashMap<>();

	private boolean closed;

	RunningSummaries(Scheduler timer) {
		this.timer = timer;
	}

	/**
	 * Wait for a summary that fulfils a plan, and begin one if none is being made.
	 * @param plan the plan
	 * @param work makes the summary
	 * @param patience how long to wait
	 * @return what came of it until then
	 */
	Mono<SummaryOutcome> await(SummaryPlan plan, Supplier<SummaryWork> work, Duration patience) {
		return Mono.deferContextual((context) -> {
			RunningSummary begun = new RunningSummary(plan.key(plan.target()), work.get(), context);
			RunningSummary joined = enter(plan, begun);
			boolean own = joined == begun;
			return joined.outcome()
				.timeout(patience, Mono.fromSupplier(joined::late), this.timer)
				.doOnCancel(() -> leave(joined))
				.map((outcome) -> own ? outcome : outcome.shared());
		});
	}

	private RunningSummary enter(SummaryPlan plan, RunningSummary begun) {
		RunningSummary before;
		synchronized (this) {
			RunningSummary other = first(plan.enough());
			RunningSummary joined = (other != null) ? other : begun;
			joined.join();
			if (other != null) {
				return other;
			}
			if (this.closed) {
				begun.cancel(begun.interrupted());
				return begun;
			}
			before = first(plan.tooOld());
			this.running.put(begun.key(), begun);
		}
		begun.start(before, () -> remove(begun));
		return begun;
	}

	private @Nullable RunningSummary first(List<String> keys) {
		if (this.running.isEmpty()) {
			return null;
		}
		for (String key : keys) {
			RunningSummary summary = this.running.get(key);
			if (summary != null) {
				return summary;
			}
		}
		return null;
	}

	private void leave(RunningSummary summary) {
		boolean abandoned;
		synchronized (this) {
			abandoned = summary.leave();
			if (abandoned) {
				this.running.remove(summary.key(), summary);
			}
		}
		if (abandoned) {
			summary.cancel(summary.interrupted());
		}
	}

	private synchronized void remove(RunningSummary summary) {
		this.running.remove(summary.key(), summary);
	}

	synchronized int size() {
		return this.running.size();
	}

	void close() {
		List<RunningSummary> left;
		synchronized (this) {
			this.closed = true;
			left = List.copyOf(this.running.values());
			this.running.clear();
		}
		left.forEach((summary) -> summary.cancel(summary.interrupted()));
	}

}
