package io.llmresilience.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * Remembers which conversations could not be summarized, so that not every call tries it
 * again. A refused key, an empty account or a missing model fails for all conversations;
 * of everything else that is wrong with a route, its circuit breaker takes care.
 */
final class SummaryPauses {

	private static final Duration SHORTEST = Duration.ofSeconds(30);

	private static final Duration LONGEST = Duration.ofMinutes(5);

	private static final int MOST = 10_000;

	private static final Set<FailureKind> FOR_ALL = EnumSet.of(FailureKind.AUTHENTICATION, FailureKind.PERMISSION,
			FailureKind.QUOTA_EXHAUSTED, FailureKind.MODEL_NOT_FOUND);

	private static final String ALL = "all";

	private final InstantSource clock;

	private final Map<String, Pause> pauses = new LinkedHashMap<>();

	SummaryPauses(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Return why a conversation is not to be summarized now.
	 * @param plan the plan of its summary
	 * @return how the last try failed, {@code null} if it may be tried again
	 */
	synchronized @Nullable FailureKind reason(SummaryPlan plan) {
		Instant now = this.clock.instant();
		for (String key : new String[] { ALL, key(plan) }) {
			Pause pause = this.pauses.get(key);
			if (pause != null && now.isBefore(pause.until())) {
				return pause.kind();
			}
		}
		return null;
	}

	synchronized void failed(SummaryPlan plan, LlmException failure) {
		if (failure instanceof CallRefusedException && failure.sent() == LlmException.Sent.NO) {
			return;
		}
		String before = FOR_ALL.contains(failure.kind()) ? ALL : key(plan);
		Pause last = this.pauses.remove(before);
		Duration length = (last != null) ? last.next() : SHORTEST;
		this.pauses.put(before.equals(ALL) ? ALL : plan.key(plan.target()),
				new Pause(failure.kind(), this.clock.instant().plus(length), length));
		if (this.pauses.size() > MOST) {
			this.pauses.remove(this.pauses.keySet().iterator().next());
		}
	}

	synchronized void succeeded(SummaryPlan plan) {
		this.pauses.remove(ALL);
		this.pauses.remove(key(plan));
	}

	/**
	 * A conversation has grown since, and is known by what it was then.
	 */
	private String key(SummaryPlan plan) {
		for (String key : plan.wanted()) {
			if (this.pauses.containsKey(key)) {
				return key;
			}
		}
		return plan.key(plan.target());
	}

	private record Pause(FailureKind kind, Instant until, Duration length) {

		Duration next() {
			Duration doubled = this.length.multipliedBy(2);
			return (doubled.compareTo(LONGEST) < 0) ? doubled : LONGEST;
		}

	}

}
