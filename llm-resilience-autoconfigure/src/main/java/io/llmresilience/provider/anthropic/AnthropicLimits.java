package io.llmresilience.provider.anthropic;

import java.time.Instant;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.ServerLimits.Bucket;
import io.llmresilience.provider.ServerLimitHeaders;

/**
 * The rate limits in Anthropic's response headers. Remaining tokens are rounded to
 * thousands by the provider.
 */
final class AnthropicLimits {

	private AnthropicLimits() {
	}

	static ServerLimits of(HttpHeaders headers, Instant now) {
		ServerLimitHeaders reader = new ServerLimitHeaders(headers, now);
		Bucket requests = reader.bucket("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
				"anthropic-ratelimit-requests-reset");
		Bucket tokens = reader.bucket("anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
				"anthropic-ratelimit-tokens-reset");
		Bucket input = reader.bucket("anthropic-ratelimit-input-tokens-limit",
				"anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset");
		Bucket output = reader.bucket("anthropic-ratelimit-output-tokens-limit",
				"anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset");
		return ServerLimitHeaders.limits(requests, tokens, input, output);
	}

}
