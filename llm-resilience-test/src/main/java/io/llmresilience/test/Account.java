package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Enforces the rate limits of one provider. Guarded by its monitor.
 */
final class Account {

	private final Dialect dialect;

	private final RateLimits limits;

	private Quota quota;

	Account(Dialect dialect, RateLimits limits, Instant now) {
		this.dialect = dialect;
		this.limits = limits;
		this.quota = Quota.full(limits, now);
	}

	/**
	 * Charges a request, or refuses it with the provider's error. OpenAI reserves the
	 * output asked for with the prompt; Anthropic counts it as it is produced.
	 */
	synchronized void admit(AnswerContext context) {
		this.quota = this.quota.refilled(context.request().arrivedAt());
		int tokens = context.inputTokens() + reserved(context);
		Quota.Shortage shortage = this.quota.shortage(tokens);
		if (shortage != Quota.Shortage.NONE) {
			Duration wait = this.quota.waitFor(shortage, tokens);
			chargeFailure(shortage);
			throw new Refusal(RateLimitErrors.of(this.dialect, shortage, this.quota, tokens, wait, context.model()),
					hints(shortage, wait));
		}
		this.quota = this.quota.take(1, tokens, 0);
	}

	/**
	 * Charges the answer to a request that was admitted.
	 */
	synchronized void produced(int output) {
		this.quota = this.quota.take(0, 0, output);
	}

	/**
	 * Charges a request that failed for another reason; OpenAI counts those.
	 */
	synchronized void failed(Instant now) {
		this.quota = this.quota.refilled(now);
		chargeFailure(this.quota.shortage(0));
	}

	private void chargeFailure(Quota.Shortage shortage) {
		if (this.dialect == Dialect.OPENAI && shortage != Quota.Shortage.REQUESTS) {
			this.quota = this.quota.take(1, 0, 0);
		}
	}

	private int reserved(AnswerContext context) {
		if (this.dialect == Dialect.ANTHROPIC) {
			return 0;
		}
		int maxTokens = context.request().body().path("max_tokens").asInt(0);
		return context.request().body().path("max_completion_tokens").asInt(maxTokens);
	}

	private List<Header> hints(Quota.Shortage shortage, Duration wait) {
		if (!this.limits.headers() || shortage == Quota.Shortage.TOO_LARGE) {
			return List.of();
		}
		List<Header> hints = new ArrayList<>();
		hints.add(new Header("retry-after", Long.toString(wait.plusNanos(999_999_999).toSeconds())));
		if (this.dialect == Dialect.OPENAI) {
			hints.add(new Header("retry-after-ms", Long.toString(wait.plusNanos(999_999).toMillis())));
		}
		return hints;
	}

	synchronized List<Header> headers() {
		return this.limits.headers() ? RateLimitHeaders.of(this.dialect, this.quota) : List.of();
	}

	synchronized void reset(Instant now) {
		this.quota = Quota.full(this.limits, now);
	}

}
