package io.llmresilience.test;

import java.time.Duration;
import java.util.Locale;

/**
 * Words the refusals of requests that exceed a rate limit.
 */
final class RateLimitErrors {

	private RateLimitErrors() {
	}

	static ProviderError of(Dialect dialect, Quota.Shortage shortage, Quota quota, int tokens, Duration wait,
			String model) {
		if (dialect == Dialect.ANTHROPIC) {
			return anthropic(shortage, quota.limits(), model);
		}
		return (shortage == Quota.Shortage.TOO_LARGE) ? tooLarge(quota, tokens, model)
				: openAi(shortage, quota, tokens, wait, model);
	}

	static ProviderError concurrent(Dialect dialect) {
		if (dialect == Dialect.ANTHROPIC) {
			return ProviderError.anthropic(429, "rate_limit_error",
					"Number of concurrent connections has exceeded your rate limit. Please try again later.");
		}
		return ProviderError.openAi(429, "requests", "rate_limit_exceeded", null,
				"Rate limit reached for concurrent requests. Please try again later.");
	}

	private static ProviderError anthropic(Quota.Shortage shortage, RateLimits limits, String model) {
		String limit = switch (shortage) {
			case REQUESTS -> grouped(limits.requestsPerMinute()) + " requests";
			case OUTPUT -> grouped(limits.outputTokensPerMinute()) + " output tokens";
			case NONE, TOO_LARGE, TOKENS -> grouped(limits.tokensPerMinute()) + " input tokens";
		};
		return ProviderError.anthropic(429, "rate_limit_error",
				("This request would exceed your organization's rate limit of %s per minute (org: simulator, model: "
						+ "%s). Please reduce the prompt length or the maximum tokens requested, or try again later.")
					.formatted(limit, model));
	}

	private static String grouped(int limit) {
		return String.format(Locale.ROOT, "%,d", limit);
	}

	private static ProviderError tooLarge(Quota quota, int tokens, String model) {
		return ProviderError.openAi(429, "tokens", "rate_limit_exceeded", null,
				("Request too large for %s in organization org-simulator on tokens per min (TPM): Limit %d, Requested "
						+ "%d. The input or output tokens must be reduced in order to run successfully.")
					.formatted(model, (long) quota.tokens().capacity(), tokens));
	}

	private static ProviderError openAi(Quota.Shortage shortage, Quota quota, int tokens, Duration wait, String model) {
		boolean ofRequests = shortage == Quota.Shortage.REQUESTS;
		TokenBucket bucket = ofRequests ? quota.requests() : quota.tokens();
		long limit = ofRequests ? quota.limits().requestsPerMinute() : quota.limits().tokensPerMinute();
		long used = Math.max(0, limit - bucket.remaining());
		return ProviderError.openAi(429, ofRequests ? "requests" : "tokens", "rate_limit_exceeded", null,
				("Rate limit reached for %s in organization org-simulator on %s: Limit %d, Used %d, Requested %d. "
						+ "Please try again in %s. Visit https://platform.openai.com/account/rate-limits to learn more.")
					.formatted(model, ofRequests ? "requests per min (RPM)" : "tokens per min (TPM)", limit, used,
							ofRequests ? 1 : tokens, GoDuration.format(wait)));
	}

}
