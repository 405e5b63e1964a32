package io.llmresilience.retry;

import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;

/**
 * Returns allowance to the quota when a call succeeds.
 */
final class RetryQuotaListener implements RetryListener {

	private final RetryQuota quota;

	RetryQuotaListener(RetryQuota quota) {
		this.quota = quota;
	}

	@Override
	public <T, E extends Throwable> void onSuccess(RetryContext context, RetryCallback<T, E> callback, T result) {
		this.quota.succeeded(context.getRetryCount() > 0);
	}

}
