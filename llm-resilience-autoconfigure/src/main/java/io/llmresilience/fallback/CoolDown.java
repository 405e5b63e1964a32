package io.llmresilience.fallback;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;

/**
 * Until when a route or a provider is left alone, decided with values alone. After a
 * refusal that will hardly end by itself one call goes first to probe.
 *
 * @param since when the same failure came first, without an answer since
 * @param decided when it came last and decided the end
 * @param until when it ends
 * @param reason the failure that led to it, {@code null} if there is none
 * @param lapses how often in a row the same failure came again after it had ended
 * @param probing whether a call is finding out whether it is over
 */
record CoolDown(Instant since, Instant decided, Instant until, @Nullable FailureKind reason, int lapses,
		boolean probing) {

	static final CoolDown NONE = new CoolDown(Instant.MIN, Instant.MIN, Instant.MIN, null, 0, false);

	private static final Duration QUOTA = Duration.ofMinutes(10);

	private static final Duration LONGEST_QUOTA = Duration.ofHours(1);

	/**
	 * Return whether calls should go elsewhere.
	 */
	boolean active(Instant now) {
		return this.reason != null && (now.isBefore(this.until) || this.probing);
	}

	/**
	 * Return whether the next call is the one that finds out whether it is over.
	 */
	boolean needsProbe(Instant now) {
		return this.reason != null && this.reason != FailureKind.RATE_LIMITED && !active(now);
	}

	CoolDown withProbing(boolean probing) {
		return (probing == this.probing) ? this
				: new CoolDown(this.since, this.decided, this.until, this.reason, this.lapses, probing);
	}

	/**
	 * Return what follows from a refusal. An end that is already known is never moved to
	 * an earlier time, and only a refusal after it makes the next one longer.
	 * @param kind what the refusal was
	 * @param usual for how long it usually counts
	 * @param now the present instant
	 * @return the next state
	 */
	CoolDown refused(FailureKind kind, Duration usual, Instant now) {
		boolean again = kind == this.reason;
		if (again && now.isBefore(this.until) && kind != FailureKind.RATE_LIMITED) {
			return withProbing(false);
		}
		int lapses = again ? this.lapses + 1 : 0;
		Instant until = now.plus((kind == FailureKind.QUOTA_EXHAUSTED) ? quota(lapses) : usual);
		if (until.isBefore(this.until)) {
			return withProbing(false);
		}
		return new CoolDown(again ? this.since : now, now, until, kind, lapses, false);
	}

	private static Duration quota(int lapses) {
		Duration doubled = QUOTA.multipliedBy(1L << Math.min(lapses, 10));
		return (doubled.compareTo(LONGEST_QUOTA) < 0) ? doubled : LONGEST_QUOTA;
	}

	/**
	 * Return what follows from an answer. One to a call that was made before the refusal
	 * says nothing.
	 * @param asked when the call was made
	 * @return the next state
	 */
	CoolDown answered(Instant asked) {
		return asked.isBefore(this.decided) ? this : NONE;
	}

}
