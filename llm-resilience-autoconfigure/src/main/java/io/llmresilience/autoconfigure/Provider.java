package io.llmresilience.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.provider.Dialect;
import io.llmresilience.ratelimit.TokenCounting;

/**
 * One provider that can be called.
 *
 * @param name its name as in a route
 * @param dialect what it speaks
 * @param baseUrl its address without a trailing slash
 * @param apiKey its key, {@code null} if it needs none
 * @param headers further headers of every request
 * @param counting how it counts tokens against its rate limits
 */
record Provider(String name, Dialect dialect, String baseUrl, @Nullable String apiKey, Map<String, String> headers,
		TokenCounting counting) {

	@Override
	public String toString() {
		return "Provider[" + this.name + ", " + this.dialect.name() + "]";
	}

}
