package io.llmresilience.history;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.CallTrace;
import io.llmresilience.Message;
import io.llmresilience.history.SummaryStore.Entry;

/**
 * Puts a summary in the place of the oldest turns. Only turns that no summary stands for
 * yet are summarized, onto the summary of those before them, and many at once. Without a
 * summary in time, the newest turns that fit are sent at once. Thread-safe.
 */
public final class SummarizingCompressor implements HistoryCompressor, AutoCloseable {

	/** A summary that is being made for another call may turn out to be too old. */
	private static final int TRIES = 3;

	private final HistorySettings settings;

	private final HistoryCompressor slidingWindow;

	private final SummaryParts parts;

	private final RunningSummaries running;

	/**
	 * Create the compressor.
	 * @param settings how much is kept, and how long summaries may be and take
	 * @param route the route that summarizes
	 * @param store where summaries are kept
	 * @param clock tells the time
	 * @param timer where timers run
	 * @param worker where texts are hashed, written and counted
	 */
	public SummarizingCompressor(HistorySettings settings, SummaryRoute route, SummaryStore store, InstantSource clock,
			Scheduler timer, Scheduler worker) {
		this.settings = settings;
		this.slidingWindow = HistoryCompressor.slidingWindow(settings);
		this.parts = new SummaryParts(settings.summary(), new Summarizer(route, settings.summary(), clock),
				new SummaryShelf(store, clock, timer), new SummaryPauses(clock), new SummaryWarnings(clock),
				new SummaryParts.Time(clock, timer, worker));
		this.running = new RunningSummaries(timer);
	}

	@Override
	public Mono<CompressedHistory> compress(Conversation conversation) {
		return Mono.defer(() -> {
			if (conversation.tokens(conversation.messages()) <= conversation.tokenLimit()) {
				return Mono.just(CompressedHistory.of(conversation.messages()));
			}
			SummaryPlan plan = SummaryPlan.of(conversation, this.settings);
			if (!plan.isNeeded()) {
				return Mono.empty();
			}
			return plan.isPossible() ? compress(conversation, plan, TRIES)
					: compress(conversation, plan, SummaryOutcome.NO_ROOM);
		});
	}

	private Mono<CompressedHistory> compress(Conversation conversation, SummaryPlan plan, int tries) {
		return this.running
			.await(plan, () -> new SummaryWork(this.parts, plan, conversation.call().request().origin()),
					patience(conversation))
			.publishOn(this.parts.worker())
			.flatMap((outcome) -> (tries > 1 && isOfNoUse(outcome, plan)) ? compress(conversation, plan, tries - 1)
					: compress(conversation, plan, outcome));
	}

	/**
	 * Return how long a call waits for a summary.
	 */
	private Duration patience(Conversation conversation) {
		double millis = conversation.call().remaining(this.parts.clock().instant()).toMillis()
				* this.settings.summary().deadlineShare();
		Duration share = Duration.ofMillis(Math.max((long) millis, 0));
		return (share.compareTo(this.settings.summary().timeout()) < 0) ? share : this.settings.summary().timeout();
	}

	private static boolean isOfNoUse(SummaryOutcome outcome, SummaryPlan plan) {
		boolean failed = outcome.trace() != null && outcome.trace().failure() != null;
		return !failed && (outcome.best() == null || !plan.isEnough(outcome.best().key()));
	}

	private Mono<CompressedHistory> compress(Conversation conversation, SummaryPlan plan, SummaryOutcome outcome) {
		int summarized = (outcome.best() != null) ? plan.turns(outcome.best().key()) : 0;
		if (outcome.best() == null || summarized == 0 || summarized > plan.target()) {
			return this.slidingWindow.compress(conversation)
				.map((window) -> new CompressedHistory(window.messages(), outcome.trace()));
		}
		return Mono.just(with(outcome.best(), conversation, plan, outcome.trace()));
	}

	private static CompressedHistory with(Entry entry, Conversation conversation, SummaryPlan plan,
			CallTrace.@Nullable Summary trace) {
		boolean gap = plan.turns(entry.key()) < plan.least();
		List<Message> rest = plan.turns().without(gap ? plan.least() : plan.turns(entry.key()));
		return new CompressedHistory(new SummaryBlock(entry, gap).before(rest, conversation), trace);
	}

	/**
	 * Give up the summaries that are being made and make no others.
	 */
	@Override
	public void close() {
		this.running.close();
	}

}
