package io.llmresilience.timeout;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import io.llmresilience.ChatRequest;

/**
 * How long the parts of one attempt may take. Durations without a unit are seconds.
 *
 * @param connect Time to wait for a connection to a provider.
 * @param firstToken Time from the start of an attempt to its first content, streams only.
 * @param idle Time between two pieces of content, streams only.
 * @param attempt Time that one attempt may take.
 */
public record TimeoutSettings(@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration connect,
		@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration firstToken,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration idle,
		@DefaultValue("90s") @DurationUnit(ChronoUnit.SECONDS) Duration attempt) {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	public TimeoutSettings {
		positive(connect, "llm.resilience.timeout.connect");
		positive(firstToken, "llm.resilience.timeout.first-token");
		positive(idle, "llm.resilience.timeout.idle");
		positive(attempt, "llm.resilience.timeout.attempt");
	}

	private static void positive(@Nullable Duration value, String property) {
		if (value != null && (value.isZero() || value.isNegative())) {
			throw new IllegalArgumentException(
					"'" + property + "' must be positive, but is " + value + "; give a duration such as 30s");
		}
	}

	/**
	 * Return these settings with what a model overrides.
	 * @param override the model's own limits
	 * @return the merged settings
	 */
	public TimeoutSettings with(ModelTimeouts override) {
		return new TimeoutSettings(this.connect, or(override.firstToken, this.firstToken), or(override.idle, this.idle),
				or(override.attempt, this.attempt));
	}

	TimeoutSettings with(ChatRequest.Timeouts request) {
		return new TimeoutSettings(this.connect, or(request.firstToken(), this.firstToken),
				or(request.idle(), this.idle), or(request.attempt(), this.attempt));
	}

	TimeoutSettings withFirstTokenWithin(Duration share) {
		return new TimeoutSettings(this.connect, within(share, this.firstToken), this.idle, this.attempt);
	}

	TimeoutSettings withAttemptWithin(Duration share) {
		return new TimeoutSettings(this.connect, this.firstToken, this.idle, within(share, this.attempt));
	}

	private static Duration within(Duration share, Duration limit) {
		Duration least = (share.compareTo(limit) < 0) ? share : limit;
		return (least.compareTo(SHORTEST) > 0) ? least : SHORTEST;
	}

	private static Duration or(@Nullable Duration value, Duration other) {
		return (value != null) ? value : other;
	}

	/**
	 * A model's own limits; what is not set keeps the general value. Durations without a
	 * unit are seconds.
	 *
	 * @param firstToken Time from the start of an attempt to its first content, streams
	 * only.
	 * @param idle Time between two pieces of content, streams only.
	 * @param attempt Time that one attempt may take.
	 * @param call Time that a whole call may take when this model's route is the first.
	 */
	public record ModelTimeouts(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration firstToken,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration idle,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration attempt,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration call) {

		/**
		 * Nothing is overridden.
		 */
		public static final ModelTimeouts NONE = new ModelTimeouts(null, null, null, null);

		public ModelTimeouts {
			positive(firstToken, "llm.resilience.models[].timeout.first-token");
			positive(idle, "llm.resilience.models[].timeout.idle");
			positive(attempt, "llm.resilience.models[].timeout.attempt");
			positive(call, "llm.resilience.models[].timeout.call");
		}

	}

}
