package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace.Shortening;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.observation.AbsorbedTrouble.Trouble;

/**
 * The meters of calls that have the same labels. Only tokens and money are told apart by
 * them.
 */
final class LabelledMeters implements CallStory.Listener {

	/**
	 * Stands for the kind of failure of an attempt that has not failed, but is given up
	 * and may be billed.
	 */
	private static final String OVERTAKEN = "OVERTAKEN";

	private final MeterRegistry registry;

	private final List<Tag> labels = new ArrayList<>();

	private final CallMeters shared;

	private final Memo<String, Counter> inputTokens = new Memo<>((route) -> tokens(route, "input"));

	private final Memo<String, Counter> outputTokens = new Memo<>((route) -> tokens(route, "output"));

	private final Memo<Price, Counter> cost = new Memo<>(this::cost);

	LabelledMeters(MeterRegistry registry, Map<String, String> labels, CallMeters shared) {
		this.registry = registry;
		labels.forEach((name, value) -> this.labels.add(Tag.of(LabelTags.key(name), value)));
		this.shared = shared;
	}

	private Counter tokens(String route, String type) {
		return Counter.builder("llm.resilience.tokens")
			.description("Tokens of answers")
			.tags(this.labels)
			.tags("route", route, "type", type)
			.register(this.registry);
	}

	private Counter cost(Price price) {
		return Counter.builder("llm.resilience.cost")
			.description("What attempts cost, those that failed included")
			.baseUnit("usd")
			.tags(this.labels)
			.tags(price.tags())
			.register(this.registry);
	}

	void answered(ChatResponse response) {
		String route = response.origin().route();
		add(this.inputTokens, route, response.usage().inputTokens());
		add(this.outputTokens, route, response.usage().outputTokens());
	}

	private static void add(Memo<String, Counter> counters, String route, @Nullable Long tokens) {
		if (tokens != null) {
			counters.get(route).increment(tokens);
		}
	}

	@Override
	public void charged(String route, @Nullable FailureKind failure, @Nullable BigDecimal cost) {
		Price price = new Price(route, failure);
		if (cost != null) {
			this.cost.get(price).increment(cost.doubleValue());
		}
		else {
			this.shared.costUnknown(price.tags());
		}
	}

	@Override
	public void waited(WaitReason reason, Duration duration) {
		this.shared.waited(reason, duration);
	}

	@Override
	public void retried(Trouble before) {
		this.shared.retried(before);
	}

	@Override
	public void failedOver(Trouble from, String to) {
		this.shared.failedOver(from, to);
	}

	@Override
	public void skipped(Trouble trouble) {
		this.shared.skipped(trouble);
	}

	@Override
	public void overtaken(String route, String by) {
		this.shared.overtaken(route, by);
		this.shared.costUnknown(Tags.of("route", route, "kind", OVERTAKEN));
	}

	@Override
	public void shortened(Shortening shortening) {
		this.shared.history().shortened(shortening);
	}

	/**
	 * What is paid for.
	 *
	 * @param route the route, {@code provider/model}
	 * @param failure how it failed, {@code null} if it answered
	 */
	private record Price(String route, @Nullable FailureKind failure) {

		Tags tags() {
			return Tags.of("route", this.route, "kind", Words.of(this.failure));
		}

	}

}
