package io.llmresilience.retry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The allowance that all retries of one provider share, as in the AWS SDK's standard
 * retry strategy: a retry costs, a success after a retry returns the last retry's cost,
 * and a success at the first attempt returns one. Retries after a rate limit are free:
 * they are let through at the pace that the provider allows, so that they do not multiply
 * traffic. Thread-safe.
 */
final class RetryQuota {

	private final RetrySettings.Quota settings;

	private final AtomicInteger available;

	RetryQuota(RetrySettings.Quota settings) {
		this.settings = settings;
		this.available = new AtomicInteger(settings.capacity());
	}

	boolean tryRetry() {
		int cost = this.settings.retryCost();
		int before = this.available.getAndUpdate((now) -> (now >= cost) ? now - cost : now);
		return before >= cost;
	}

	void succeeded(boolean retried) {
		int returned = retried ? this.settings.retryCost() : 1;
		this.available.updateAndGet((now) -> Math.min(this.settings.capacity(), now + returned));
	}

	int available() {
		return this.available.get();
	}

}
