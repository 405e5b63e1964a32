package io.llmresilience.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads connections from {@link LlmResilienceProperties}. A blank value, or one that
 * still holds a placeholder, counts as missing.
 */
final class PropertiesLlmConnectionDetails implements LlmConnectionDetails {

	private final Map<String, LlmResilienceProperties.Provider> providers;

	PropertiesLlmConnectionDetails(LlmResilienceProperties properties) {
		this.providers = properties.providers();
	}

	@Override
	public @Nullable Connection find(String provider) {
		LlmResilienceProperties.Provider found = this.providers.get(provider);
		return (found != null)
				? new Connection(found.api(), present(found.baseUrl()), present(found.apiKey()), found.headers())
				: null;
	}

	private static @Nullable String present(@Nullable String value) {
		return (value == null || value.isBlank() || value.contains("${")) ? null : value.trim();
	}

}
