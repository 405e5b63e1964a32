package io.llmresilience.observation;

import reactor.util.context.ContextView;

/**
 * Where a log line is written, so that it carries the ids of the trace that it belongs
 * to. Travels in the context of a call.
 */
@FunctionalInterface
interface LineScope {

	/**
	 * Nowhere in particular.
	 */
	LineScope NONE = Runnable::run;

	static LineScope of(ContextView context) {
		return context.getOrDefault(LineScope.class, NONE);
	}

	/**
	 * Write a line.
	 * @param line writes it
	 */
	void write(Runnable line);

}
