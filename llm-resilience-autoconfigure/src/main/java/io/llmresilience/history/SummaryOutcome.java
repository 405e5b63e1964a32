package io.llmresilience.history;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;
import io.llmresilience.FailureKind;

/**
 * What came of the wish for a summary.
 *
 * @param best the best summary there is, {@code null} if there is none
 * @param trace what was done for it, {@code null} if nothing had to be
 */
record SummaryOutcome(SummaryStore.@Nullable Entry best, CallTrace.@Nullable Summary trace) {

	/** The last turn leaves no room for a summary. */
	static final SummaryOutcome NO_ROOM = failed(null, FailureKind.CONTEXT_WINDOW_EXCEEDED, SummaryCost.NOTHING);

	static SummaryOutcome found(SummaryStore.Entry entry) {
		return new SummaryOutcome(entry, null);
	}

	static SummaryOutcome made(SummaryStore.@Nullable Entry best, SummaryCost cost) {
		return new SummaryOutcome(best, trace(null, cost));
	}

	static SummaryOutcome failed(SummaryStore.@Nullable Entry best, FailureKind kind, SummaryCost cost) {
		return new SummaryOutcome(best, trace(kind, cost));
	}

	private static CallTrace.Summary trace(@Nullable FailureKind failure, SummaryCost cost) {
		return new CallTrace.Summary(failure, cost.usage(), cost.usd());
	}

	/**
	 * Return this outcome for a call at whose expense nothing was done.
	 */
	SummaryOutcome shared() {
		return (this.trace == null) ? this
				: new SummaryOutcome(this.best, trace(this.trace.failure(), SummaryCost.NOTHING));
	}

}
