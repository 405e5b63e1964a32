package io.llmresilience.ratelimit;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.model.TokenEstimate;
import io.llmresilience.model.UsageSoFar;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * Watches one attempt and ends its permit by what came of it. The permit itself sees to
 * it that only the first end counts.
 */
final class Settlement {

	private final Permit permit;

	private final RateLimitFilter filter;

	private final TokenEstimate estimate;

	private final UsageSoFar usage = new UsageSoFar();

	private volatile boolean begun;

	Settlement(Permit permit, RateLimitFilter filter, TokenEstimate estimate) {
		this.permit = permit;
		this.filter = filter;
		this.estimate = estimate;
	}

	void begun() {
		this.begun = true;
	}

	void passed(ChatEvent event) {
		this.usage.accept(event);
		if (event instanceof ChatEvent.Started start) {
			this.permit.learn(start.limits());
		}
		else if (event instanceof ChatEvent.Completed completed) {
			this.permit.settle(completed.response().usage());
			this.filter.observed(this.estimate, completed.response().usage());
		}
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
		if (!this.begun) {
			this.permit.refund();
		}
		else if (this.usage.hasStarted()) {
			this.permit.settle(this.usage.usage());
		}
		else {
			this.permit.keep();
		}
	}

}
