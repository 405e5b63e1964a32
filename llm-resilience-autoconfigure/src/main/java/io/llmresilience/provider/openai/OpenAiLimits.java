package io.llmresilience.provider.openai;

import java.time.Instant;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.ServerLimits.Bucket;
import io.llmresilience.provider.ServerLimitHeaders;

/**
 * The rate limits in OpenAI's response headers.
 */
final class OpenAiLimits {

	private OpenAiLimits() {
	}

	static ServerLimits of(HttpHeaders headers, Instant now) {
		ServerLimitHeaders reader = new ServerLimitHeaders(headers, now);
		Bucket requests = reader.bucket("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
				"x-ratelimit-reset-requests");
		Bucket tokens = reader.bucket("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens",
				"x-ratelimit-reset-tokens");
		return ServerLimitHeaders.limits(requests, tokens, Bucket.UNKNOWN, Bucket.UNKNOWN);
	}

}
