package io.llmresilience;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * We said no: the call was stopped by a rule of this library, or cannot be expressed in
 * the provider's dialect. The message names the value, the rule and what to do.
 */
public sealed class CallRefusedException extends LlmException permits BudgetExceededException {

	private final @Nullable Duration retryAfter;

	/**
	 * Create a refusal of a call that was not sent.
	 * @param kind why it was refused
	 * @param route the route, {@code null} if none was reached
	 * @param message the value, the rule and what to do; no content, no secrets
	 */
	public CallRefusedException(FailureKind kind, @Nullable String route, String message) {
		this(kind, route, message, Sent.NO, null);
	}

	/**
	 * Create a refusal.
	 * @param kind why it was refused
	 * @param route the route, {@code null} if none was reached
	 * @param message the value, the rule and what to do; no content, no secrets
	 * @param sent whether anything was sent before
	 * @param retryAfter when trying again makes sense, {@code null} if that is not known
	 */
	public CallRefusedException(FailureKind kind, @Nullable String route, String message, Sent sent,
			@Nullable Duration retryAfter) {
		super((route != null) ? route + ": " + message : message, kind, route, sent, null);
		this.retryAfter = retryAfter;
	}

	@Override
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
