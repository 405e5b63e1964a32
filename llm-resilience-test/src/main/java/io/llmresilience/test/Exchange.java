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

	private final Ledger ledger;

	private final @Nullable Reply reply;

	private volatile @Nullable Tab tab;

	Exchange(ReceivedRequest request, InstantSource clock, RequestLog log, @Nullable Reply reply) {
		this.request = new AtomicReference<>(request);
		this.clock = clock;
		this.log = log;
		this.ledger = log.ledger();
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
	 * Puts the answer on the bill that was current when the request arrived.
	 */
	void bill(Charge charge) {
		this.tab = this.ledger.open(charge);
	}

	void sent(int tokens) {
		Tab tab = this.tab;
		if (tab != null) {
			tab.sent(tokens);
		}
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
			closeTab();
			this.log.ended(this);
		}
	}

	private void closeTab() {
		Tab tab = this.tab;
		if (tab != null) {
			this.ledger.close(tab);
		}
	}

}
