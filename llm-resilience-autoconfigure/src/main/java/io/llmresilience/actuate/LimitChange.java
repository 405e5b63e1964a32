package io.llmresilience.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ratelimit.Dimension;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimits;

/**
 * Another value for one limit, the others staying as they are.
 *
 * @param limit the limit, named as in the configuration
 * @param value the value, {@code null} for none
 */
record LimitChange(String limit, @Nullable Long value) {

	private static final String CONCURRENT = "max-concurrent-calls";

	private static final String NONE = "none";

	private static final List<String> LIMITS = limits();

	private static List<String> limits() {
		List<String> limits = new ArrayList<>();
		for (Dimension dimension : Dimension.values()) {
			limits.add(dimension.property());
		}
		limits.add(CONCURRENT);
		return List.copyOf(limits);
	}

	static LimitChange parse(@Nullable String limit, @Nullable String value) {
		if (limit == null || !LIMITS.contains(limit)) {
			throw new InvalidOperationException(
					"'limit' is " + quoted(limit) + "; use one of " + String.join(", ", LIMITS), LIMITS);
		}
		if (NONE.equals(value)) {
			return new LimitChange(limit, null);
		}
		if (value == null || !value.matches("\\d{1,13}")) {
			throw invalidValue(limit, value);
		}
		return new LimitChange(limit, Long.valueOf(value));
	}

	private static String quoted(@Nullable String value) {
		return (value != null) ? "'" + value + "'" : "missing";
	}

	private static InvalidOperationException invalidValue(String limit, @Nullable String value) {
		String allowed = "a whole number from " + RateLimits.smallest(limit) + " to "
				+ (CONCURRENT.equals(limit) ? Integer.MAX_VALUE : RateLimits.LARGEST);
		return new InvalidOperationException(
				"'value' is " + quoted(value) + "; give " + allowed + ", or \"none\" for no limit of your own",
				List.of(allowed, NONE));
	}

	/**
	 * Return all limits after the change.
	 * @param present how the limits stand
	 * @return the configured ones, with this change
	 */
	RateLimits applyTo(RateLimitSnapshot present) {
		try {
			return new RateLimits(of(Dimension.REQUESTS, present), of(Dimension.TOKENS, present),
					of(Dimension.INPUT_TOKENS, present), of(Dimension.OUTPUT_TOKENS, present), concurrent(present));
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw invalidValue(this.limit, String.valueOf(this.value));
		}
	}

	private @Nullable Long of(Dimension dimension, RateLimitSnapshot present) {
		if (this.limit.equals(dimension.property())) {
			return this.value;
		}
		return present.quotas()
			.stream()
			.filter((quota) -> quota.dimension() == dimension && !quota.learnt())
			.map(RateLimitSnapshot.Quota::limit)
			.findFirst()
			.orElse(null);
	}

	private @Nullable Integer concurrent(RateLimitSnapshot present) {
		if (!this.limit.equals(CONCURRENT)) {
			return present.maxConcurrentCalls();
		}
		return (this.value != null) ? Integer.valueOf(Math.toIntExact(this.value)) : null;
	}

	@Override
	public String toString() {
		return this.limit + "=" + Objects.requireNonNullElse(this.value, NONE);
	}

}
