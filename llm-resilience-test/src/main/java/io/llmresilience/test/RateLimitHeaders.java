package io.llmresilience.test;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what is left of the limits into headers, in the format of each provider. A reset
 * is the time at which the bucket is full again.
 */
final class RateLimitHeaders {

	private static final int THOUSAND = 1000;

	private RateLimitHeaders() {
	}

	static List<Header> of(Dialect dialect, Quota quota) {
		return (dialect == Dialect.OPENAI) ? openAi(quota) : anthropic(quota);
	}

	private static List<Header> openAi(Quota quota) {
		List<Header> headers = new ArrayList<>();
		if (quota.limitsRequests()) {
			openAi(headers, "requests", quota.limits().requestsPerMinute(), quota.requests());
		}
		if (quota.limitsTokens()) {
			openAi(headers, "tokens", quota.limits().tokensPerMinute(), quota.tokens());
		}
		return headers;
	}

	private static void openAi(List<Header> headers, String what, int limit, TokenBucket bucket) {
		headers.add(new Header("x-ratelimit-limit-" + what, Integer.toString(limit)));
		headers.add(new Header("x-ratelimit-remaining-" + what, Long.toString(bucket.remaining())));
		headers.add(new Header("x-ratelimit-reset-" + what, GoDuration.format(bucket.untilFull())));
	}

	private static List<Header> anthropic(Quota quota) {
		List<Header> headers = new ArrayList<>();
		RateLimits limits = quota.limits();
		if (quota.limitsRequests()) {
			anthropic(headers, "requests", limits.requestsPerMinute(), quota.requests(), 1);
		}
		if (quota.limitsTokens()) {
			anthropic(headers, "input-tokens", limits.tokensPerMinute(), quota.tokens(), THOUSAND);
		}
		if (quota.limitsOutput()) {
			anthropic(headers, "output-tokens", limits.outputTokensPerMinute(), quota.output(), THOUSAND);
		}
		tightest(headers, quota);
		return headers;
	}

	/**
	 * The plain tokens headers repeat the more restrictive of the token limits.
	 */
	private static void tightest(List<Header> headers, Quota quota) {
		boolean output = quota.limitsOutput()
				&& (!quota.limitsTokens() || quota.output().level() < quota.tokens().level());
		if (output) {
			anthropic(headers, "tokens", quota.limits().outputTokensPerMinute(), quota.output(), THOUSAND);
		}
		else if (quota.limitsTokens()) {
			anthropic(headers, "tokens", quota.limits().tokensPerMinute(), quota.tokens(), THOUSAND);
		}
	}

	private static void anthropic(List<Header> headers, String what, int limit, TokenBucket bucket, int unit) {
		String prefix = "anthropic-ratelimit-" + what;
		Instant full = bucket.at().plus(bucket.untilFull()).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
		headers.add(new Header(prefix + "-limit", Integer.toString(limit)));
		headers.add(new Header(prefix + "-remaining",
				Long.toString(Math.round((double) bucket.remaining() / unit) * unit)));
		headers.add(new Header(prefix + "-reset", full.toString()));
	}

}
