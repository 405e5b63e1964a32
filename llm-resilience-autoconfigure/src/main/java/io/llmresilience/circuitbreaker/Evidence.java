package io.llmresilience.circuitbreaker;

import org.jspecify.annotations.Nullable;

import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;

/**
 * What a failed attempt says about its route.
 */
enum Evidence {

	/**
	 * The provider does not work.
	 */
	FAILURE,

	/**
	 * The provider works, but does not like the request, the key or the number of calls:
	 * proof enough for a probe, and otherwise nothing.
	 */
	ANSWER,

	/**
	 * We stopped it ourselves, or nobody can tell.
	 */
	NOTHING;

	/**
	 * Judge a failed attempt.
	 * @param failure how it failed
	 * @param timeGiven whether the provider had had the time it is given
	 * @return what that says
	 */
	static Evidence of(Throwable failure, boolean timeGiven) {
		if (!(failure instanceof ProviderException provider)) {
			return NOTHING;
		}
		Integer status = provider.status();
		if (status != null && status >= 400 && status < 500) {
			return ANSWER;
		}
		return switch (provider.kind()) {
			case SERVER_ERROR, OVERLOADED, CONNECTION, INTERRUPTED, MALFORMED -> FAILURE;
			case TIMEOUT -> (timeGiven || saidByOthers(provider, status)) ? FAILURE : NOTHING;
			case UNKNOWN -> ofUnknown(status);
			case AUTHENTICATION, PERMISSION, QUOTA_EXHAUSTED, RATE_LIMITED, REQUEST_TOO_LARGE, MODEL_NOT_FOUND,
					CONTEXT_WINDOW_EXCEEDED, CONTENT_FILTERED, INVALID_REQUEST ->
				ANSWER;
			default -> NOTHING;
		};
	}

	/**
	 * A gateway's time-out and one of connecting do not depend on the caller's patience.
	 */
	private static boolean saidByOthers(ProviderException timeout, @Nullable Integer status) {
		return status != null || timeout.sent() == Sent.NO;
	}

	private static Evidence ofUnknown(@Nullable Integer status) {
		if (status == null) {
			return NOTHING;
		}
		return (status >= 500) ? FAILURE : ANSWER;
	}

}
