package io.llmresilience.retry;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.context.RetryContextSupport;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;

/**
 * Decides by the kind of the last failure whether another attempt is made. A failure is
 * judged once, when it is registered, because that may take from the quota.
 */
final class FailureKindRetryPolicy implements RetryPolicy {

	private static final Set<FailureKind> TRANSIENT = EnumSet.of(FailureKind.RATE_LIMITED, FailureKind.SERVER_ERROR,
			FailureKind.OVERLOADED, FailureKind.CONNECTION, FailureKind.INTERRUPTED, FailureKind.MALFORMED);

	private static final Set<FailureKind> FINAL = EnumSet.of(FailureKind.AUTHENTICATION, FailureKind.QUOTA_EXHAUSTED,
			FailureKind.CONTEXT_WINDOW_EXCEEDED, FailureKind.CONTENT_FILTERED, FailureKind.REQUEST_TOO_LARGE);

	private final RetrySettings settings;

	private final RetryQuota quota;

	FailureKindRetryPolicy(RetrySettings settings, RetryQuota quota) {
		this.settings = settings;
		this.quota = quota;
	}

	@Override
	public RetryContext open(@Nullable RetryContext parent) {
		return new Judgement(parent);
	}

	@Override
	public void registerThrowable(RetryContext context, @Nullable Throwable failure) {
		Judgement judgement = (Judgement) context;
		judgement.registerThrowable(failure);
		judgement.again = !judgement.isExhaustedOnly() && judgement.getRetryCount() < this.settings.maxAttempts()
				&& failure instanceof ProviderException provider && mayRetry(judgement, provider)
				&& (provider.kind() == FailureKind.RATE_LIMITED || this.quota.tryRetry());
	}

	private boolean mayRetry(Judgement judgement, ProviderException failure) {
		if (failure.shouldRetry() == Boolean.FALSE || waitsTooLong(failure)) {
			return false;
		}
		return isTransient(failure) || (isWorthOneRetry(failure) && judgement.takeExtraChance());
	}

	private boolean waitsTooLong(ProviderException failure) {
		return failure.retryAfter() != null && failure.retryAfter().compareTo(this.settings.maxServerWait()) > 0;
	}

	private static boolean isTransient(ProviderException failure) {
		if (failure.kind() == FailureKind.TIMEOUT) {
			return failure.sent() == Sent.NO || failure.status() != null;
		}
		return TRANSIENT.contains(failure.kind());
	}

	private static boolean isWorthOneRetry(ProviderException failure) {
		boolean serverError = failure.status() != null && failure.status() >= 500;
		return (failure.kind() == FailureKind.UNKNOWN && serverError)
				|| (failure.shouldRetry() == Boolean.TRUE && !FINAL.contains(failure.kind()));
	}

	@Override
	public boolean canRetry(RetryContext context) {
		return context.getLastThrowable() == null || ((Judgement) context).again;
	}

	@Override
	public void close(RetryContext context) {
	}

	private static final class Judgement extends RetryContextSupport {

		private boolean again;

		private boolean extraChanceTaken;

		private Judgement(@Nullable RetryContext parent) {
			super(parent);
		}

		private boolean takeExtraChance() {
			boolean taken = this.extraChanceTaken;
			this.extraChanceTaken = true;
			return !taken;
		}

	}

}
