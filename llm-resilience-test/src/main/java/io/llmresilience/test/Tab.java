package io.llmresilience.test;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the tokens of an answer under way and knows what it costs so far.
 */
final class Tab {

	private final Charge charge;

	private final AtomicInteger sent = new AtomicInteger();

	Tab(Charge charge) {
		this.charge = charge;
	}

	void sent(int tokens) {
		this.sent.addAndGet(tokens);
	}

	BilledRequest billed() {
		return this.charge.after(this.sent.get());
	}

}
