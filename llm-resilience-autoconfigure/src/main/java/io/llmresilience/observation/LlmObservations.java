package io.llmresilience.observation;

import java.util.Objects;
import java.util.function.LongSupplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.llmresilience.AttemptFilter;

/**
 * Observes calls and attempts with Micrometer: the door of spans, and of the figures that
 * {@link LlmMeterObservationHandler} keeps.
 */
public final class LlmObservations {

	private final CallWatcher calls;

	private final AttemptFilter attempts;

	/**
	 * Create what observes.
	 * @param registry where observations are made
	 * @param settings which labels are seen
	 * @param calls the application's convention for calls, {@code null} for ours
	 * @param attempts the application's convention for attempts, {@code null} for ours
	 * @param nanoTime nanoseconds of a clock that never jumps, such as
	 * {@code System::nanoTime}
	 */
	public LlmObservations(ObservationRegistry registry, ObservationSettings settings,
			@Nullable CallObservationConvention calls, @Nullable AttemptObservationConvention attempts,
			LongSupplier nanoTime) {
		Objects.requireNonNull(registry, "'registry' must not be null");
		Objects.requireNonNull(nanoTime, "'nanoTime' must not be null");
		this.calls = new CallObservationWatcher(
				new ObservationKind<>(registry, calls, new DefaultCallObservationConvention()), new LabelTags(settings),
				nanoTime);
		this.attempts = new AttemptObservationFilter(
				new ObservationKind<>(registry, attempts, new DefaultAttemptObservationConvention()), nanoTime);
	}

	/**
	 * Return what makes an observation of each call.
	 * @return the watcher
	 */
	public CallWatcher calls() {
		return this.calls;
	}

	/**
	 * Return what makes an observation of each attempt.
	 * @return the filter
	 */
	public AttemptFilter attempts() {
		return this.attempts;
	}

}
