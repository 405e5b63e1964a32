package io.llmresilience.autoconfigure;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Changes the {@code WebClient} of one provider; called once per provider at start-up.
 */
@FunctionalInterface
public interface LlmWebClientCustomizer {

	/**
	 * Customize the client of one provider.
	 * @param provider the provider's name as in a route
	 * @param builder the builder, its address, headers and connector set
	 */
	void customize(String provider, WebClient.Builder builder);

}
