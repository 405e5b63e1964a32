package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.llmresilience.fallback.RouteGroup;

/**
 * When a call ends that says nothing of its own: the first route's model may say it for
 * all of them.
 *
 * @param name the property that says it, as a part of a sentence
 * @param length how long the call may take
 */
record Deadline(String name, Duration length) {

	static Deadline of(LlmResilienceProperties properties, Models models) {
		List<String> entries = properties.chat().routes();
		String first = entries.isEmpty() ? "" : RouteGroup.firstRoute(entries.get(0));
		Duration ofModel = models.timeouts(first).call();
		return (ofModel != null) ? new Deadline("the 'timeout.call' of '" + first + "'", ofModel)
				: new Deadline("'llm.resilience.chat.timeout'", properties.chat().timeout());
	}

	boolean isShorterThan(Duration duration) {
		return this.length.compareTo(duration) < 0;
	}

}
