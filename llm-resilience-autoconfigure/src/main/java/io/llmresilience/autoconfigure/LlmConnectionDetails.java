package io.llmresilience.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the providers are and with which credentials they are called. An application may
 * supply its own bean, for keys from a vault say.
 */
public interface LlmConnectionDetails extends ConnectionDetails {

	/**
	 * Return how to reach a provider.
	 * @param provider the provider's name as in a route
	 * @return the connection, or {@code null} if the provider is not known
	 */
	@Nullable Connection find(String provider);

	/**
	 * How to reach one provider.
	 *
	 * @param api the dialect, {@code null} to go by the provider's name
	 * @param baseUrl the address, {@code null} for the dialect's own
	 * @param apiKey the key, {@code null} if there is none
	 * @param headers further headers of every request
	 */
	record Connection(LlmResilienceProperties.@Nullable Api api, @Nullable String baseUrl, @Nullable String apiKey,
			Map<String, String> headers) {

		@Override
		public String toString() {
			return "Connection[api=" + this.api + ", headers=" + this.headers.keySet() + "]";
		}

	}

}
