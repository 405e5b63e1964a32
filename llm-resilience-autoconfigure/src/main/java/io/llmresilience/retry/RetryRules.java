package io.llmresilience.retry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import org.springframework.retry.RetryListener;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.support.RetryTemplate;

/**
 * One provider's retry rules in the terms of Spring Retry. The chain follows them without
 * holding a thread; {@link #blockingTemplate()} follows them for an application's own
 * calls. Immutable and thread-safe, as the three parts must be.
 *
 * @param policy decides whether another attempt is made
 * @param backOff decides how long to wait before it; one that is not a
 * {@link org.springframework.retry.backoff.SleepingBackOffPolicy} waits on a thread of
 * the bounded elastic scheduler
 * @param listeners are told of every call, failure and success
 */
public record RetryRules(RetryPolicy policy, BackOffPolicy backOff, List<RetryListener> listeners) {

	public RetryRules {
		Objects.requireNonNull(policy, "'policy' must not be null");
		Objects.requireNonNull(backOff, "'backOff' must not be null");
		listeners = List.copyOf(listeners);
	}

	/**
	 * Create the rules that the settings describe, with a quota of their own.
	 * @param settings the settings
	 * @param random spreads the waits, must be thread-safe
	 * @return the rules
	 */
	public static RetryRules of(RetrySettings settings, RandomGenerator random) {
		RetryQuota quota = new RetryQuota(settings.quota());
		return new RetryRules(new FailureKindRetryPolicy(settings, quota), new HintBackOffPolicy(settings, random),
				List.of(new RetryQuotaListener(quota)));
	}

	/**
	 * Return a copy with another policy.
	 * @param policy the policy
	 * @return the copy
	 */
	public RetryRules withPolicy(RetryPolicy policy) {
		return new RetryRules(policy, this.backOff, this.listeners);
	}

	/**
	 * Return a copy with another back-off.
	 * @param backOff the back-off
	 * @return the copy
	 */
	public RetryRules withBackOff(BackOffPolicy backOff) {
		return new RetryRules(this.policy, backOff, this.listeners);
	}

	/**
	 * Return a copy with one more listener.
	 * @param listener the listener
	 * @return the copy
	 */
	public RetryRules withListener(RetryListener listener) {
		List<RetryListener> listeners = new ArrayList<>(this.listeners);
		listeners.add(listener);
		return new RetryRules(this.policy, this.backOff, listeners);
	}

	/**
	 * Create a Spring Retry template that follows these rules by sleeping; for blocking
	 * callers only.
	 * @return a new template
	 */
	public RetryTemplate blockingTemplate() {
		RetryTemplate template = new RetryTemplate();
		template.setRetryPolicy(this.policy);
		template.setBackOffPolicy(this.backOff);
		template.setListeners(this.listeners.toArray(RetryListener[]::new));
		return template;
	}

}
