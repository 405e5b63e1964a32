package io.llmresilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a call tried, in order; on every answer and every failure. Never holds content.
 *
 * @param routes the routes that the call could take, in the order fixed at its start
 * @param attempts the attempts that ended and the routes that were passed over, oldest
 * first
 * @param shortenings how conversations were made to fit
 */
public record CallTrace(List<String> routes, List<Attempt> attempts, List<Shortening> shortenings) {

	/**
	 * Nothing was tried.
	 */
	public static final CallTrace EMPTY = new CallTrace(List.of(), List.of(), List.of());

	public CallTrace {
		routes = List.copyOf(routes);
		attempts = List.copyOf(attempts);
		shortenings = List.copyOf(shortenings);
	}

	/**
	 * Put together what the notes of a call tell, for filters that want to know before
	 * the call has come to its end.
	 * @param notes the notes so far
	 * @return the trace so far
	 */
	public static CallTrace of(List<ChatEvent.Note> notes) {
		TraceFold fold = new TraceFold();
		notes.forEach(fold::note);
		return fold.trace();
	}

	/**
	 * Return how many attempts were made, on all routes together.
	 * @return the number of entries that are not routes passed over
	 */
	public int attemptsMade() {
		return (int) this.attempts.stream().filter((attempt) -> attempt.number() > 0).count();
	}

	/**
	 * Return what all attempts and summaries cost together.
	 * @return the cost in USD, {@code null} if nothing was tried or the cost of any part
	 * is unknown
	 */
	public @Nullable BigDecimal cost() {
		List<@Nullable BigDecimal> costs = new ArrayList<>(this.attempts.size());
		for (Attempt attempt : this.attempts) {
			if (attempt.number() > 0) {
				costs.add(attempt.cost());
			}
		}
		for (Shortening shortening : this.shortenings) {
			if (shortening.summary() != null) {
				costs.add(shortening.summary().cost());
			}
		}
		return sum(costs);
	}

	private static @Nullable BigDecimal sum(List<@Nullable BigDecimal> costs) {
		BigDecimal sum = null;
		for (BigDecimal cost : costs) {
			if (cost == null) {
				return null;
			}
			sum = (sum != null) ? sum.add(cost) : cost;
		}
		return sum;
	}

	/**
	 * One attempt, or a route that was passed over.
	 *
	 * @param route the route, {@code provider/model}
	 * @param number the attempt's number on its route, from 1; 0 for a route that was
	 * passed over
	 * @param failure how it failed, or why it was passed over; {@code null} if it
	 * answered or was given up
	 * @param waited the wait before it
	 * @param waitReason why it waited
	 * @param duration from its start to its end, without the wait
	 * @param cost what it cost in USD, {@code null} if unknown
	 * @param reason why the route was passed over, or the attempt given up, in words
	 * without content; {@code null} for all others
	 */
	public record Attempt(String route, int number, @Nullable FailureKind failure, Duration waited,
			WaitReason waitReason, Duration duration, @Nullable BigDecimal cost, @Nullable String reason) {

		public Attempt {
			Objects.requireNonNull(route, "'route' must not be null");
			Objects.requireNonNull(waited, "'waited' must not be null");
			Objects.requireNonNull(waitReason, "'waitReason' must not be null");
			Objects.requireNonNull(duration, "'duration' must not be null");
		}

		/**
		 * Create an attempt that was made.
		 * @param route the route, {@code provider/model}
		 * @param number the attempt's number on its route, from 1
		 * @param failure how it failed, {@code null} if it answered
		 * @param waited the wait before it
		 * @param waitReason why it waited
		 * @param duration from its start to its end, without the wait
		 * @param cost what it cost in USD, {@code null} if unknown
		 */
		public Attempt(String route, int number, @Nullable FailureKind failure, Duration waited, WaitReason waitReason,
				Duration duration, @Nullable BigDecimal cost) {
			this(route, number, failure, waited, waitReason, duration, cost, null);
		}

		/**
		 * Return the outcome in one word.
		 * @return {@code OK}, the failure's kind, or {@code OVERTAKEN} where another
		 * route was faster
		 */
		public String outcome() {
			if (this.failure != null) {
				return this.failure.name();
			}
			return (this.reason != null) ? "OVERTAKEN" : "OK";
		}

	}

	/**
	 * A conversation was made to fit a route's model.
	 *
	 * @param route the route, {@code provider/model}
	 * @param tokensBefore the prompt's tokens as the caller gave it
	 * @param tokensAfter the prompt's tokens as it was sent
	 * @param turnsDropped how many of its turns were left out, those that a summary
	 * stands for among them
	 * @param summary what became of the summary that this call asked for, {@code null} if
	 * it asked for none
	 */
	public record Shortening(String route, long tokensBefore, long tokensAfter, int turnsDropped,
			@Nullable Summary summary) {

		public Shortening {
			Objects.requireNonNull(route, "'route' must not be null");
		}

	}

	/**
	 * A summary of earlier turns was asked for.
	 *
	 * @param failure how that failed, {@code null} if it was made in time
	 * @param usage the tokens that it took
	 * @param cost what it cost in USD, {@code null} if unknown
	 */
	public record Summary(@Nullable FailureKind failure, Usage usage, @Nullable BigDecimal cost) {

		public Summary {
			Objects.requireNonNull(usage, "'usage' must not be null");
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
		LIMITER,

		/**
		 * A budget, until calls in flight had settled what they took.
		 */
		BUDGET

	}

}
