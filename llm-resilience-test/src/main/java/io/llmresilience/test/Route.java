package io.llmresilience.test;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Knows the addresses of the providers' APIs.
 */
final class Route {

	private static final String CHAT_COMPLETIONS = "/v1/chat/completions";

	private static final String MESSAGES = "/v1/messages";

	private Route() {
	}

	static Dialect dialect(String path, Map<String, List<String>> headers) {
		boolean anthropic = path.startsWith(MESSAGES)
				|| (!path.equals(CHAT_COMPLETIONS) && headers.containsKey("anthropic-version"));
		return anthropic ? Dialect.ANTHROPIC : Dialect.OPENAI;
	}

	static @Nullable ProviderError check(ReceivedRequest request) {
		boolean known = request.path().equals(CHAT_COMPLETIONS) || request.path().equals(MESSAGES);
		if (!known) {
			return unknown(request);
		}
		return request.method().equals("POST") ? null : wrongMethod(request);
	}

	private static ProviderError unknown(ReceivedRequest request) {
		if (request.dialect() == Dialect.ANTHROPIC) {
			return ProviderError.anthropic(404, "not_found_error", "Not Found");
		}
		return ProviderError.openAi(404, "invalid_request_error", "unknown_url", null,
				"Unknown request URL: %s %s. Please check the URL for typos, or see the docs at "
					.formatted(request.method(), request.path()) + "https://platform.openai.com/docs/api-reference/.");
	}

	private static ProviderError wrongMethod(ReceivedRequest request) {
		if (request.dialect() == Dialect.ANTHROPIC) {
			return ProviderError.anthropic(405, "invalid_request_error", "Method Not Allowed");
		}
		return ProviderError.openAi(405, "invalid_request_error", "method_not_supported", null,
				"Not allowed to %s on %s.".formatted(request.method(), request.path()));
	}

}
