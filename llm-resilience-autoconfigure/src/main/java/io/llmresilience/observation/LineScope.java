package io.llmresilience.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Where a log line is written, so that it carries the ids of the trace that it belongs
 * to.
 */
final class LineScope {

	/**
	 * Whether there can be ids. Without them a scope would be opened for nothing.
	 */
	private static final boolean TRACED = ClassUtils.isPresent("io.micrometer.tracing.Tracer",
			LineScope.class.getClassLoader());

	private LineScope() {
	}

	/**
	 * Write a line.
	 * @param observation what the line belongs to, {@code null} if nobody observes
	 * @param line writes it
	 */
	static void write(@Nullable Object observation, Runnable line) {
		if (observation == null || !TRACED) {
			line.run();
		}
		else {
			Observed.write(observation, line);
		}
	}

	/**
	 * Apart, since Micrometer need not be there.
	 */
	private static final class Observed {

		static void write(Object observation, Runnable line) {
			((Observation) observation).scoped(line);
		}

	}

}
