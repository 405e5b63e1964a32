package io.llmresilience.retry;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.backoff.SleepingBackOffPolicy;
import org.springframework.retry.backoff.ThreadWaitSleeper;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * Waits as the provider's hint says, else exponentially. An own wait is multiplied by a
 * random factor between 0.75 and 1, also at the cap. A hint is a minimum with up to 10 %
 * on top, so that callers do not return all at once; after a rate limit it is the whole
 * wait, else the longer of hint and own wait counts.
 */
final class HintBackOffPolicy implements SleepingBackOffPolicy<HintBackOffPolicy> {

	private final RetrySettings settings;

	private final RandomGenerator random;

	private final Sleeper sleeper;

	HintBackOffPolicy(RetrySettings settings, RandomGenerator random) {
		this(settings, random, new ThreadWaitSleeper());
	}

	private HintBackOffPolicy(RetrySettings settings, RandomGenerator random, Sleeper sleeper) {
		this.settings = settings;
		this.random = random;
		this.sleeper = sleeper;
	}

	@Override
	public HintBackOffPolicy withSleeper(Sleeper sleeper) {
		return new HintBackOffPolicy(this.settings, this.random, sleeper);
	}

	@Override
	public BackOffContext start(RetryContext context) {
		return new Attempts(context);
	}

	@Override
	public void backOff(@Nullable BackOffContext context) throws BackOffInterruptedException {
		RetryContext retries = ((Attempts) Objects.requireNonNull(context)).retries;
		try {
			this.sleeper.sleep(millis(retries.getLastThrowable(), retries.getRetryCount()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BackOffInterruptedException("Thread interrupted while waiting for the next attempt", ex);
		}
	}

	private long millis(@Nullable Throwable failure, int failures) {
		Duration hint = (failure instanceof LlmException llm) ? llm.retryAfter() : null;
		if (hint == null) {
			return ownMillis(failures);
		}
		long hinted = (long) Math.ceil(hint.toNanos() / 1e6 * (1 + 0.1 * this.random.nextDouble()));
		boolean rateLimited = failure instanceof LlmException llm && llm.kind() == FailureKind.RATE_LIMITED;
		return rateLimited ? hinted : Math.max(hinted, ownMillis(failures));
	}

	private long ownMillis(int failures) {
		double grown = this.settings.initialInterval().toMillis()
				* Math.pow(this.settings.multiplier(), Math.max(0, failures - 1));
		double capped = Math.min(grown, this.settings.maxInterval().toMillis());
		return Math.round(capped * (0.75 + 0.25 * this.random.nextDouble()));
	}

	private static final class Attempts implements BackOffContext {

		private final transient RetryContext retries;

		private Attempts(RetryContext retries) {
			this.retries = retries;
		}

	}

}
