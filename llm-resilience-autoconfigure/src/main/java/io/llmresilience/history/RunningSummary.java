package io.llmresilience.history;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * A summary in the making, for all calls that wait for it.
 */
final class RunningSummary {

	private final String key;

	private final SummaryWork work;

	private final ContextView context;

	private final Sinks.One<SummaryOutcome> outcome = Sinks.one();

	private final Disposable.Swap subscription = Disposables.swap();

	/** Calls that wait, and those that did until they ran out of time. */
	private int interested;

	/**
	 * Create a summary that is to be made.
	 * @param key its key
	 * @param work makes it
	 * @param context the context of the call that asks for it, so that traces show whose
	 * it is
	 */
	RunningSummary(String key, SummaryWork work, ContextView context) {
		this.key = key;
		this.work = work;
		this.context = context;
	}

	String key() {
		return this.key;
	}

	void start(@Nullable RunningSummary before, Runnable atEnd) {
		Mono<?> turn = (before != null) ? before.outcome() : Mono.empty();
		this.subscription.update(turn.then(Mono.defer(this.work::run))
			.onErrorReturn(interrupted())
			.doOnTerminate(atEnd)
			.contextWrite(this.context)
			.subscribe(this.outcome::tryEmitValue));
	}

	Mono<SummaryOutcome> outcome() {
		return this.outcome.asMono();
	}

	/**
	 * Return what there is for a call that does not wait for the outcome.
	 */
	SummaryOutcome late() {
		return this.work.late();
	}

	void join() {
		this.interested++;
	}

	/**
	 * Leave without having run out of time.
	 * @return whether nobody is interested any more
	 */
	boolean leave() {
		this.interested--;
		return this.interested == 0;
	}

	/**
	 * End it. Those that still wait get what there is.
	 */
	void cancel(SummaryOutcome outcome) {
		this.subscription.dispose();
		this.outcome.tryEmitValue(outcome);
	}

	SummaryOutcome interrupted() {
		return this.work.interrupted();
	}

}
