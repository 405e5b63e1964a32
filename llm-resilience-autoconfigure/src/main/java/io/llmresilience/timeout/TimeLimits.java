package io.llmresilience.timeout;

import java.time.Duration;

/**
 * When a stream of events has taken too long, decided with numbers alone. All figures are
 * nanoseconds.
 *
 * @param firstContent from the start to the first content
 * @param idle between two pieces of content
 * @param total from the start to the end
 */
record TimeLimits(long firstContent, long idle, long total) {

	static final long NONE = Long.MAX_VALUE;

	static TimeLimits ofStream(TimeoutSettings settings) {
		return new TimeLimits(settings.firstToken().toNanos(), settings.idle().toNanos(), settings.attempt().toNanos());
	}

	static TimeLimits ofTotal(Duration total) {
		return new TimeLimits(NONE, NONE, total.toNanos());
	}

	/**
	 * Judge a moment. The next question comes early enough for the idle limit of content
	 * that arrives right after this one.
	 * @param sinceStart the time since the start
	 * @param sinceProgress the time since the last content, or since the consumer asked
	 * for more
	 * @param content whether there was content
	 * @param wanted whether the consumer waits for more
	 * @return what has expired, or when to ask again
	 */
	Verdict judge(long sinceStart, long sinceProgress, boolean content, boolean wanted) {
		if (sinceStart >= this.total) {
			return new Verdict(Expiry.TOTAL, 0);
		}
		long limit = content ? this.idle : this.firstContent;
		if (wanted && sinceProgress >= limit) {
			return new Verdict(content ? Expiry.IDLE : Expiry.FIRST_CONTENT, 0);
		}
		long left = wanted ? limit - sinceProgress : limit;
		long untilIdle = Math.min(left, this.idle);
		return new Verdict(Expiry.NOTHING, Math.min(untilIdle, this.total - sinceStart));
	}

	enum Expiry {

		NOTHING, FIRST_CONTENT, IDLE, TOTAL

	}

	record Verdict(Expiry expiry, long askAgainIn) {

	}

}
