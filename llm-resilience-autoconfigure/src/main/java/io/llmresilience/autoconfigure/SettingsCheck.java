package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.llmresilience.actuate.Report.RouteBound;
import io.llmresilience.timeout.TimeoutSettings;

/**
 * Finds settings that are fine by themselves and cannot work together.
 */
final class SettingsCheck {

	private static final String DEADLINE = "llm.resilience.chat.timeout";

	private static final String RETRY = "llm.resilience.retry.";

	private final LlmResilienceProperties properties;

	private final Models models;

	private final List<RouteBound> routes;

	private final Waits waits;

	SettingsCheck(LlmResilienceProperties properties, Models models, List<RouteBound> routes, Waits waits) {
		this.properties = properties;
		this.models = models;
		this.routes = routes;
		this.waits = waits;
	}

	List<String> warnings() {
		Set<String> warnings = new LinkedHashSet<>();
		for (RouteBound route : this.routes) {
			timeouts(route.name(), warnings);
		}
		Duration deadline = this.properties.chat().timeout();
		Duration backOff = this.waits.backOff(1);
		if (backOff.compareTo(deadline) >= 0) {
			warnings.add("'" + RETRY + "max-attempts' is " + this.waits.many()
					+ ", but the waits between so many attempts" + " add up to " + text(backOff) + " and '" + DEADLINE
					+ "' is " + text(deadline) + ": the last ones are never made. Lower 'max-attempts' or '" + RETRY
					+ "max-interval', or raise '" + DEADLINE + "'.");
		}
		return List.copyOf(warnings);
	}

	private void timeouts(String route, Set<String> warnings) {
		TimeoutSettings.ModelTimeouts ofModel = this.models.timeouts(route);
		TimeoutSettings timeouts = this.properties.timeout().with(ofModel);
		Duration deadline = (ofModel.call() != null) ? ofModel.call() : this.properties.chat().timeout();
		String deadlineName = (ofModel.call() != null) ? "the 'timeout.call' of its model" : "'" + DEADLINE + "'";
		String attempt = (ofModel.equals(TimeoutSettings.ModelTimeouts.NONE)) ? "One attempt may take "
				: "On '" + route + "' one attempt may take ";
		if (deadline.compareTo(timeouts.attempt()) < 0) {
			warnings.add(attempt + text(timeouts.attempt()) + " ('timeout.attempt'), but " + deadlineName + " is "
					+ text(deadline)
					+ ": a slow attempt leaves no time for another one. Lower 'timeout.attempt', or raise the deadline.");
		}
		if (timeouts.attempt().compareTo(timeouts.firstToken()) < 0) {
			warnings.add(attempt + text(timeouts.attempt()) + " ('timeout.attempt'), so that the "
					+ text(timeouts.firstToken())
					+ " of 'timeout.first-token' are never reached. Lower 'timeout.first-token', or raise"
					+ " 'timeout.attempt'.");
		}
	}

	private static String text(Duration duration) {
		return duration.toMillis() + " ms";
	}

}
