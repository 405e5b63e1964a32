package io.llmresilience.observation;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatEvent;

/**
 * Adds up what a call costs, the way its trace does: one part without a known cost makes
 * the sum unknown.
 */
final class CallBill {

	private BigDecimal sum = BigDecimal.ZERO;

	private boolean unknown;

	private @Nullable BigDecimal charged;

	void note(ChatEvent.Note note) {
		if (note instanceof ChatEvent.Note.Charged charge) {
			this.charged = charge.cost();
		}
		else if (note instanceof ChatEvent.Note.AttemptEnded) {
			add(this.charged);
			this.charged = null;
		}
		else if (note instanceof ChatEvent.Note.Overtaken) {
			add(null);
		}
		else if (note instanceof ChatEvent.Note.Shortened shortened) {
			CallTrace.Summary summary = shortened.shortening().summary();
			if (summary != null) {
				add(summary.cost());
			}
		}
	}

	private void add(@Nullable BigDecimal cost) {
		if (cost == null) {
			this.unknown = true;
		}
		else {
			this.sum = this.sum.add(cost);
		}
	}

	/**
	 * Return the cost in USD, {@code null} if it is not known.
	 */
	@Nullable BigDecimal total() {
		return this.unknown ? null : this.sum;
	}

}
