package io.llmresilience.fallback;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the calls that ask two routes at once below their share of all calls: every call
 * saves up its part of a hedge. Thread-safe.
 */
final class HedgeQuota {

	private static final long HEDGE = 1_000_000;

	/**
	 * So that a long quiet time does not let an outage double the traffic.
	 */
	private static final long MOST = 10 * HEDGE;

	private final long perCall;

	private final AtomicLong saved = new AtomicLong();

	HedgeQuota(double share) {
		this.perCall = Math.round(share * HEDGE);
	}

	void called() {
		this.saved.updateAndGet((now) -> Math.min(now + this.perCall, MOST));
	}

	boolean tryHedge() {
		long before = this.saved.getAndUpdate((now) -> (now >= HEDGE) ? now - HEDGE : now);
		return before >= HEDGE;
	}

}
