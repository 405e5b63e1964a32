package io.llmresilience.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;
import io.llmresilience.CallTrace.Attempt;
import io.llmresilience.CallTrace.Shortening;
import io.llmresilience.ChatResponse;

/**
 * Counts what traces tell, the way the documentation says that meters do, and what
 * counters have counted, under the same names.
 */
final class Tally {

	private final Map<String, Double> counts = new TreeMap<>();

	static Tally of(MeterRegistry registry) {
		Tally tally = new Tally();
		for (Meter meter : registry.getMeters()) {
			if (meter instanceof Counter counter) {
				List<String> tags = new ArrayList<>();
				meter.getId().getTags().forEach((tag) -> tags.add(tag.getKey() + "=" + tag.getValue()));
				tally.add(meter.getId().getName().substring("llm.resilience.".length()), counter.count(),
						tags.toArray(String[]::new));
			}
		}
		return tally;
	}

	void answer(ChatResponse response) {
		trace(response.trace());
		String route = "route=" + response.origin().route();
		add("tokens", response.usage().inputTokens(), route, "type=input");
		add("tokens", response.usage().outputTokens(), route, "type=output");
	}

	void trace(CallTrace trace) {
		for (int i = 0; i < trace.attempts().size(); i++) {
			Attempt attempt = trace.attempts().get(i);
			String kind = "kind=" + ((attempt.failure() != null) ? attempt.failure() : "none");
			if (attempt.number() == 0) {
				add("skips", 1, kind, "route=" + attempt.route());
			}
			else if (attempt.outcome().equals("OVERTAKEN")) {
				add("hedges", 1, "by=" + attempt.reason().replace(" was faster", ""), "route=" + attempt.route());
				add("cost.unknown", 1, "kind=OVERTAKEN", "route=" + attempt.route());
			}
			else {
				add((attempt.cost() != null) ? "cost" : "cost.unknown",
						(attempt.cost() != null) ? attempt.cost().doubleValue() : 1, kind, "route=" + attempt.route());
				move(trace.attempts().subList(0, i), attempt);
			}
		}
		trace.shortenings().forEach(this::shortening);
	}

	private void move(List<Attempt> before, Attempt attempt) {
		Attempt same = last(before.stream().filter((other) -> other.route().equals(attempt.route())).toList());
		Attempt other = last(before.stream().filter((entry) -> entry.number() > 0).toList());
		if (same != null && same.number() > 0) {
			add("retries", 1, "kind=" + same.failure(), "route=" + attempt.route());
		}
		else if (other == null && !before.isEmpty()) {
			failover(before.get(0), attempt);
		}
		else if (other != null && other.failure() != null) {
			failover(other, attempt);
		}
		else if (other != null && before.get(before.size() - 1).number() == 0) {
			throw new AssertionError("There is nothing to pass over in a race that is won");
		}
	}

	private void failover(Attempt from, Attempt to) {
		add("failovers", 1, "from=" + from.route(), "kind=" + from.failure(), "to=" + to.route());
	}

	private static @Nullable Attempt last(List<Attempt> attempts) {
		return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
	}

	private void shortening(Shortening shortening) {
		String route = "route=" + shortening.route();
		add("history.tokens.before", shortening.tokensBefore(), route);
		add("history.tokens.after", shortening.tokensAfter(), route);
		add("history.tokens.saved", shortening.tokensBefore() - shortening.tokensAfter(), route);
		add("history.turns.dropped", shortening.turnsDropped(), route);
		CallTrace.Summary summary = shortening.summary();
		if (summary != null) {
			add("history.summaries", 1, "kind=" + ((summary.failure() != null) ? summary.failure() : "none"), route);
			add("history.summary.tokens", summary.usage().inputTokens(), route, "type=input");
			add("history.summary.tokens", summary.usage().outputTokens(), route, "type=output");
			add((summary.cost() != null) ? "history.summary.cost" : "history.summary.cost.unknown",
					(summary.cost() != null) ? summary.cost().doubleValue() : 1, route);
		}
	}

	private void add(String name, @Nullable Number count, String... tags) {
		if (count != null) {
			this.counts.merge(name + List.of(tags), Math.rint(count.doubleValue() * 1e6) / 1e6,
					(one, other) -> Math.rint((one + other) * 1e6) / 1e6);
		}
	}

	Map<String, Double> counts() {
		return this.counts;
	}

}
