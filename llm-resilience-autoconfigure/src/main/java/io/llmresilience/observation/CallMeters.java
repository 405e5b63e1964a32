package io.llmresilience.observation;

import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.observation.AbsorbedTrouble.Trouble;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * The meters of calls. Their tags come from the configuration and from enums only.
 */
final class CallMeters {

	private final MeterRegistry registry;

	private final HistoryMeters history;

	private final Memo<Outcome, DistributionSummary> attempts = new Memo<>(this::attempts);

	private final Memo<Map<String, String>, LabelledMeters> labelled = new Memo<>(this::labelled);

	private final Memo<WaitReason, Timer> waits = new Memo<>(this::waits);

	CallMeters(MeterRegistry registry) {
		this.registry = registry;
		this.history = new HistoryMeters(registry);
	}

	/**
	 * Return the meters for calls with these labels.
	 */
	LabelledMeters of(Map<String, String> labels) {
		return this.labelled.get(labels);
	}

	private LabelledMeters labelled(Map<String, String> labels) {
		return new LabelledMeters(this.registry, labels, this);
	}

	private DistributionSummary attempts(Outcome outcome) {
		return DistributionSummary.builder("llm.resilience.attempts")
			.description("Attempts of calls, on all routes together")
			.tag("outcome", outcome.name())
			.register(this.registry);
	}

	private Timer waits(WaitReason reason) {
		return Timer.builder("llm.resilience.waits")
			.description("Waits before attempts")
			.tag("reason", reason.name())
			.register(this.registry);
	}

	void ended(Outcome outcome, int attempts) {
		this.attempts.get(outcome).record(attempts);
	}

	void waited(WaitReason reason, Duration duration) {
		this.waits.get(reason).record(duration);
	}

	void retried(Trouble before) {
		count("retries", "Attempts on a route on which the same call had failed, by how it had failed", trouble(before))
			.increment();
	}

	void failedOver(Trouble from, String to) {
		count("failovers", "Calls that went on to another route",
				Tags.of("from", from.route(), "to", to, "kind", from.kind().name()))
			.increment();
	}

	void skipped(Trouble trouble) {
		count("skips", "Routes that calls passed over", trouble(trouble)).increment();
	}

	void overtaken(String route, String by) {
		count("hedges", "Attempts given up since another route was faster", Tags.of("route", route, "by", by))
			.increment();
	}

	void costUnknown(Tags tags) {
		count("cost.unknown", "Attempts whose cost nobody knows", tags).increment();
	}

	HistoryMeters history() {
		return this.history;
	}

	private static Tags trouble(Trouble trouble) {
		return Tags.of("route", trouble.route(), "kind", trouble.kind().name());
	}

	private Counter count(String name, String description, Tags tags) {
		return Counter.builder("llm.resilience." + name).description(description).tags(tags).register(this.registry);
	}

}
