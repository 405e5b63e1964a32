package io.llmresilience.retry;

/**
 * Changes a provider's retry rules: a bean of this type may replace policy or back-off
 * and add listeners. Bare {@code RetryPolicy} and {@code RetryListener} beans of the
 * application are not touched, since they may be meant for something else.
 */
@FunctionalInterface
public interface LlmRetryCustomizer {

	/**
	 * Customize the rules of one provider; called once per provider at start-up.
	 * @param provider the provider's configured name
	 * @param rules the rules so far
	 * @return the rules to use
	 */
	RetryRules customize(String provider, RetryRules rules);

}
