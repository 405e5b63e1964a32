package io.llmresilience.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * Keeps the figures of observed calls and attempts, instead of Micrometer's general
 * handler: those of attempts under the names and with the buckets that OpenTelemetry
 * recommends.
 */
public final class LlmMeterObservationHandler implements MeterObservationHandler<Observation.Context> {

	private static final Duration[] SECONDS = { Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40),
			Duration.ofMillis(80), Duration.ofMillis(160), Duration.ofMillis(320), Duration.ofMillis(640),
			Duration.ofMillis(1280), Duration.ofMillis(2560), Duration.ofMillis(5120), Duration.ofMillis(10_240),
			Duration.ofMillis(20_480), Duration.ofMillis(40_960), Duration.ofMillis(81_920) };

	private static final double[] TOKENS = { 1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576,
			4_194_304, 16_777_216, 67_108_864 };

	private final Memo<KeyValues, Timer> calls;

	private final Memo<KeyValues, Timer> attempts;

	private final Memo<KeyValues, Timer> firstChunks;

	private final Memo<KeyValues, DistributionSummary> inputTokens;

	private final Memo<KeyValues, DistributionSummary> outputTokens;

	/**
	 * Create the handler.
	 * @param registry where the meters are
	 */
	public LlmMeterObservationHandler(MeterRegistry registry) {
		this.calls = timers(registry,
				Timer.builder("llm.resilience.call").description("Calls of users, whatever they took"));
		this.attempts = timers(registry,
				Timer.builder("gen_ai.client.operation.duration")
					.description("Attempts, without the wait for their rate limit")
					.serviceLevelObjectives(SECONDS));
		this.firstChunks = timers(registry,
				Timer.builder("gen_ai.client.operation.time_to_first_chunk")
					.description("Streamed attempts until their first content")
					.serviceLevelObjectives(SECONDS));
		this.inputTokens = tokens(registry, "input");
		this.outputTokens = tokens(registry, "output");
	}

	private static Memo<KeyValues, Timer> timers(MeterRegistry registry, Timer.Builder builder) {
		var provider = builder.withRegistry(registry);
		return new Memo<>((keyValues) -> provider.withTags(tags(keyValues)));
	}

	private static Memo<KeyValues, DistributionSummary> tokens(MeterRegistry registry, String type) {
		var provider = DistributionSummary.builder("gen_ai.client.token.usage")
			.description("Tokens of answers")
			.tag("gen_ai.token.type", type)
			.serviceLevelObjectives(TOKENS)
			.withRegistry(registry);
		return new Memo<>((keyValues) -> provider.withTags(tags(keyValues)));
	}

	private static List<Tag> tags(KeyValues keyValues) {
		List<Tag> tags = new ArrayList<>();
		keyValues.forEach((keyValue) -> tags.add(Tag.of(keyValue.getKey(), keyValue.getValue())));
		return tags;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof CallObservationContext || context instanceof AttemptObservationContext;
	}

	@Override
	public void onStop(Observation.Context context) {
		KeyValues keyValues = context.getLowCardinalityKeyValues();
		if (context instanceof CallObservationContext call) {
			this.calls.get(keyValues).record(call.nanos(), TimeUnit.NANOSECONDS);
		}
		else if (context instanceof AttemptObservationContext attempt) {
			attemptEnded(attempt, keyValues);
		}
	}

	private void attemptEnded(AttemptObservationContext attempt, KeyValues keyValues) {
		this.attempts.get(keyValues).record(attempt.nanos(), TimeUnit.NANOSECONDS);
		if (attempt.nanosToFirstChunk() != AttemptObservationContext.NEVER) {
			this.firstChunks.get(keyValues).record(attempt.nanosToFirstChunk(), TimeUnit.NANOSECONDS);
		}
		if (attempt.outcome() == Outcome.ANSWERED) {
			record(this.inputTokens, keyValues, attempt.usage().inputTokens());
			record(this.outputTokens, keyValues, attempt.usage().outputTokens());
		}
	}

	private static void record(Memo<KeyValues, DistributionSummary> summaries, KeyValues keyValues,
			@Nullable Long tokens) {
		if (tokens != null) {
			summaries.get(keyValues).record(tokens);
		}
	}

}
