package io.llmresilience.ratelimit;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.Usage;
import io.llmresilience.model.TokenEstimate;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * Watches one attempt and ends its permit by what came of it. The permit itself sees to
 * it that only the first end counts.
 */
final class Settlement {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private final Permit permit;

	private final RateLimitFilter filter;

	private final TokenEstimate estimate;

	private volatile boolean begun;

	private volatile @Nullable Usage started;

	private volatile long characters;

	Settlement(Permit permit, RateLimitFilter filter, TokenEstimate estimate) {
		this.permit = permit;
		this.filter = filter;
		this.estimate = estimate;
	}

	void begun() {
		this.begun = true;
	}

	void passed(ChatEvent event) {
		if (event instanceof ChatEvent.TextDelta delta) {
			seen(delta.text());
		}
		else if (event instanceof ChatEvent.ReasoningDelta delta) {
			seen(delta.text());
		}
		else if (event instanceof ChatEvent.ToolCall tool) {
			seen(tool.call().arguments());
		}
		else if (event instanceof ChatEvent.Started start) {
			this.started = start.usage();
			this.permit.learn(start.limits());
		}
		else if (event instanceof ChatEvent.Completed completed) {
			this.permit.settle(completed.response().usage());
			this.filter.observed(this.estimate, completed.response().usage());
		}
	}

	private void seen(String text) {
		this.characters = this.characters + text.length();
	}

	void failed(Throwable failure) {
		if (failure instanceof ProviderException provider) {
			this.permit.learn(provider.limits());
		}
		if (failure instanceof ProviderException provider && provider.kind() == FailureKind.RATE_LIMITED) {
			this.permit.throttled(provider.retryAfter(), provider.extent());
		}
		else if (failure instanceof LlmException llm && llm.sent() == Sent.NO) {
			this.permit.refund();
		}
		else {
			this.permit.keep();
		}
	}

	void ended() {
		this.permit.keep();
	}

	/**
	 * Charge what was seen until the consumer went away.
	 */
	void cancelled() {
		Usage started = this.started;
		if (!this.begun) {
			this.permit.refund();
		}
		else if (started != null) {
			long output = (this.characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
			this.permit.settle(new Usage(started.inputTokens(), output, started.cachedInputTokens(), null, null));
		}
		else {
			this.permit.keep();
		}
	}

}
