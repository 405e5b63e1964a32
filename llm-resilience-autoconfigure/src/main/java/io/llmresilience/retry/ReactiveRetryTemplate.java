package io.llmresilience.retry;

import java.time.Duration;
import java.util.Objects;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.retry.RetryListener;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.NoBackOffPolicy;
import org.springframework.retry.backoff.SleepingBackOffPolicy;

/**
 * Follows {@link RetryRules} without holding a thread: a back-off policy's wish to sleep
 * is captured once and handed to a timer. Thread-safe.
 */
final class ReactiveRetryTemplate {

	private final RetryRules rules;

	private final BackOffPolicy backOff;

	private final boolean blocking;

	private final Scheduler timer;

	ReactiveRetryTemplate(RetryRules rules, Scheduler timer) {
		this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
		this.timer = Objects.requireNonNull(timer, "'timer' must not be null");
		BackOffPolicy policy = rules.backOff();
		this.blocking = !(policy instanceof SleepingBackOffPolicy<?>) && !(policy instanceof NoBackOffPolicy);
		this.backOff = (policy instanceof SleepingBackOffPolicy<?> sleeping)
				? sleeping.withSleeper(new CapturingSleeper()) : policy;
	}

	/**
	 * Open the rules for one call.
	 * @return the call's execution, to be closed at its end
	 */
	RetryExecution open() {
		return new RetryExecution(this.rules.policy(), this.rules.listeners().toArray(RetryListener[]::new), this);
	}

	BackOffPolicy backOff() {
		return this.backOff;
	}

	Pause pause(BackOffContext context) {
		if (this.blocking) {
			Mono<?> slept = Mono.fromRunnable(() -> this.backOff.backOff(context))
				.thenReturn(Boolean.TRUE)
				.subscribeOn(Schedulers.boundedElastic());
			return new Pause(Duration.ZERO, slept);
		}
		long millis = CapturingSleeper.capture(() -> this.backOff.backOff(context));
		Duration length = Duration.ofMillis(millis);
		return new Pause(length, (millis > 0) ? Mono.delay(length, this.timer) : Mono.just(Boolean.TRUE));
	}

	/**
	 * A wait before the next attempt.
	 *
	 * @param length how long it is, zero if only the policy knows
	 * @param elapsed emits when the wait is over
	 */
	record Pause(Duration length, Mono<?> elapsed) {

		static final Pause NONE = new Pause(Duration.ZERO, Mono.just(Boolean.TRUE));

	}

}
