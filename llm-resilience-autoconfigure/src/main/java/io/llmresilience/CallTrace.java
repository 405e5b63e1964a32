package io.llmresilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a call tried, in order; on every answer and every failure. Never holds content.
 *
 * @param attempts the attempts that ended, oldest first
 */
public record CallTrace(List<Attempt> attempts) {

	/**
	 * Nothing was tried.
	 */
	public static final CallTrace EMPTY = new CallTrace(List.of());

	public CallTrace {
		attempts = List.copyOf(attempts);
	}

	/**
	 * One attempt.
	 *
	 * @param route the route, {@code provider/model}
	 * @param number the attempt's number on its route, from 1
	 * @param failure how it failed, {@code null} if it answered
	 * @param waited the wait before it
	 * @param waitReason why it waited
	 * @param duration from its start to its end, without the wait
	 * @param cost what it cost in USD, {@code null} if unknown
	 */
	public record Attempt(String route, int number, @Nullable FailureKind failure, Duration waited,
			WaitReason waitReason, Duration duration, @Nullable BigDecimal cost) {

		public Attempt {
			Objects.requireNonNull(route, "'route' must not be null");
			Objects.requireNonNull(waited, "'waited' must not be null");
			Objects.requireNonNull(waitReason, "'waitReason' must not be null");
			Objects.requireNonNull(duration, "'duration' must not be null");
		}

		/**
		 * Return the outcome in one word.
		 * @return {@code OK} or the failure's kind
		 */
		public String outcome() {
			return (this.failure != null) ? this.failure.name() : "OK";
		}

	}

	/**
	 * Why an attempt had to wait.
	 */
	public enum WaitReason {

		/**
		 * It did not wait.
		 */
		NONE,

		/**
		 * The retry rules' own back-off.
		 */
		BACKOFF,

		/**
		 * The provider said when to come back.
		 */
		HINT,

		/**
		 * A rate limit, known or learnt, or a pause that the provider asked for.
		 */
		LIMITER

	}

}
