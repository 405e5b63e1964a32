package io.llmresilience.retry;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.retry.support.RetryTemplate;

/**
 * The retry rules of every provider: those of the chain, and blocking templates of the
 * same rules for an application's own calls. Thread-safe.
 */
public final class LlmRetryRules {

	private final RetrySettings settings;

	private final List<LlmRetryCustomizer> customizers;

	private final Map<String, RetryRules> rules = new ConcurrentHashMap<>();

	/**
	 * Create the rules, as an application may to replace the configured ones.
	 * @param settings whether and when a failed attempt is tried again
	 * @param customizers change the rules of a provider, in this order
	 */
	public LlmRetryRules(RetrySettings settings, List<LlmRetryCustomizer> customizers) {
		this.settings = settings;
		this.customizers = List.copyOf(customizers);
	}

	/**
	 * Return the rules of a provider. All its routes share their quota.
	 * @param provider the provider's name as in a route
	 * @return the rules
	 */
	public RetryRules of(String provider) {
		return this.rules.computeIfAbsent(provider, this::create);
	}

	/**
	 * Create a Spring Retry template that follows a provider's rules by sleeping. For
	 * blocking callers, and not around {@link io.llmresilience.ChatService}, which
	 * retries by itself.
	 * @param provider the provider's name as in a route
	 * @return a new template
	 */
	public RetryTemplate blockingTemplate(String provider) {
		return of(provider).blockingTemplate();
	}

	private RetryRules create(String provider) {
		RetryRules rules = RetryRules.of(this.settings, new Random());
		for (LlmRetryCustomizer customizer : this.customizers) {
			rules = customizer.customize(provider, rules);
		}
		return rules;
	}

}
