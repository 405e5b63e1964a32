package io.llmresilience.retry;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.TerminatedRetryException;
import org.springframework.retry.backoff.BackOffContext;

/**
 * How {@link RetryRules} apply to one call: asks policy and back-off and tells listeners
 * in the order in which Spring Retry's own template does.
 */
final class RetryExecution {

	private static final RetryCallback<Object, RuntimeException> CALLBACK = new ChainCallback();

	private final RetryPolicy policy;

	private final RetryListener[] listeners;

	private final ReactiveRetryTemplate template;

	private final RetryContext context;

	private final BackOffContext backOffContext;

	private final AtomicBoolean closed = new AtomicBoolean();

	RetryExecution(RetryPolicy policy, RetryListener[] listeners, ReactiveRetryTemplate template) {
		this.policy = policy;
		this.listeners = listeners;
		this.template = template;
		this.context = policy.open(null);
		for (RetryListener listener : listeners) {
			if (!listener.open(this.context, CALLBACK)) {
				throw new TerminatedRetryException("Retry terminated abnormally by interceptor before first attempt");
			}
		}
		this.backOffContext = template.backOff().start(this.context);
	}

	/**
	 * Take note of a failed attempt.
	 * @param failure how it failed
	 * @param last whether there can be no other attempt, whatever the rules want
	 * @return whether there shall be another attempt
	 */
	boolean failed(Throwable failure, boolean last) {
		if (last) {
			this.context.setExhaustedOnly();
		}
		this.policy.registerThrowable(this.context, failure);
		for (int i = this.listeners.length - 1; i >= 0; i--) {
			this.listeners[i].onError(this.context, CALLBACK, failure);
		}
		return this.policy.canRetry(this.context) && !this.context.isExhaustedOnly();
	}

	ReactiveRetryTemplate.Pause pause() {
		return this.template.pause(this.backOffContext);
	}

	void succeeded(Object result) {
		for (int i = this.listeners.length - 1; i >= 0; i--) {
			this.listeners[i].onSuccess(this.context, CALLBACK, result);
		}
	}

	void close(@Nullable Throwable failure) {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.policy.close(this.context);
		this.context.setAttribute(RetryContext.CLOSED, "true");
		for (int i = this.listeners.length - 1; i >= 0; i--) {
			this.listeners[i].close(this.context, CALLBACK, failure);
		}
	}

	/**
	 * Stands for the call where Spring Retry's listeners expect a callback.
	 */
	private static final class ChainCallback implements RetryCallback<Object, RuntimeException> {

		@Override
		public Object doWithRetry(RetryContext context) {
			throw new IllegalStateException("A reactive call cannot be repeated by its listeners");
		}

		@Override
		public String getLabel() {
			return "llm.resilience.retry";
		}

	}

}
