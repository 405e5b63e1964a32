package io.llmresilience.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

import io.llmresilience.autoconfigure.LlmConnectionDetails.Connection;
import io.llmresilience.autoconfigure.LlmResilienceProperties.Api;
import io.llmresilience.provider.Dialect;
import io.llmresilience.provider.anthropic.AnthropicDialect;
import io.llmresilience.provider.openai.OpenAiDialect;
import io.llmresilience.ratelimit.TokenCounting;

/**
 * Finds the provider of a route and says precisely what is missing if it cannot be
 * called.
 */
final class Providers {

	private static final Pattern SECRET_PARAMETER = Pattern
		.compile("(?i).*(key|token|secret|password|credential|auth).*|sig|code");

	private final Dialect openAi = new OpenAiDialect();

	private final Dialect anthropic = new AnthropicDialect();

	private final LlmConnectionDetails connections;

	Providers(LlmConnectionDetails connections) {
		this.connections = connections;
	}

	boolean knows(String name) {
		return this.connections.find(name) != null;
	}

	Provider get(String name) {
		Connection connection = this.connections.find(name);
		if (connection == null) {
			throw missing(name, "is used by a route, but provider '" + name + "' is not configured.", "api-key");
		}
		Provider provider = provider(name, connection);
		if (connection.baseUrl() == null && connection.apiKey() == null) {
			throw missing(name, "has no key. A blank value and an unresolved placeholder count as missing.", "api-key");
		}
		return provider;
	}

	/**
	 * Find a provider that is called with a client of the application's own, which has
	 * address and key.
	 */
	Provider getWithoutKey(String name) {
		Connection connection = this.connections.find(name);
		if (connection == null) {
			throw missing(name, "is used by a rate limit filter, but provider '" + name + "' is not configured.",
					"api");
		}
		return provider(name, connection);
	}

	private Provider provider(String name, Connection connection) {
		Api api = api(name, connection);
		Dialect dialect = dialect(api);
		String baseUrl = (connection.baseUrl() != null) ? baseUrl(name, connection.baseUrl())
				: dialect.defaultBaseUrl();
		TokenCounting counting = (api == Api.ANTHROPIC) ? TokenCounting.AS_PRODUCED : TokenCounting.AT_ADMISSION;
		return new Provider(name, dialect, baseUrl, connection.apiKey(), connection.headers(), counting);
	}

	private Dialect dialect(Api api) {
		return switch (api) {
			case OPENAI -> this.openAi;
			case ANTHROPIC -> this.anthropic;
		};
	}

	private static Api api(String name, Connection connection) {
		if (connection.api() != null) {
			return connection.api();
		}
		for (Api api : Api.values()) {
			if (api.name().toLowerCase(Locale.ROOT).equals(name)) {
				return api;
			}
		}
		throw missing(name, "does not say what it speaks.", "api");
	}

	private static LlmConfigurationException missing(String name, String problem, String property) {
		String path = "llm.resilience.providers." + name;
		return new LlmConfigurationException("'" + path + "' " + problem,
				"Set '" + path + "." + property + "'"
						+ (property.equals("api") ? " to openai or anthropic."
								: ", or 'base-url' for a server that needs no key; or correct the routes that name '"
										+ name + "'."));
	}

	private static String baseUrl(String name, String value) {
		String property = "llm.resilience.providers." + name + ".base-url";
		UriComponents url = parse(value);
		if (url == null || url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
			throw new LlmConfigurationException("'" + property + "' is no http or https address.",
					"Give the address as in the vendor's own SDK, for example https://api.openai.com/v1.");
		}
		if (url.getUserInfo() != null
				|| url.getQueryParams().keySet().stream().anyMatch(SECRET_PARAMETER.asMatchPredicate())) {
			throw new LlmConfigurationException("'" + property + "' holds credentials, which HTTP clients log.",
					"Move them to 'api-key' or to 'headers'.");
		}
		return StringUtils.trimTrailingCharacter(value, '/');
	}

	private static @Nullable UriComponents parse(String value) {
		try {
			URI.create(value);
			return UriComponentsBuilder.fromUriString(value).build();
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
