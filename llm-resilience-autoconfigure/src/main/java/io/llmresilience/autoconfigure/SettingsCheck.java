package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.llmresilience.actuate.Report.RouteBound;
import io.llmresilience.timeout.TimeoutSettings;
import io.llmresilience.timeout.TimeoutSettings.ModelTimeouts;

/**
 * Finds settings that are fine by themselves and cannot work together.
 */
final class SettingsCheck {

	private static final String RETRY = "llm.resilience.retry.";

	private final LlmResilienceProperties properties;

	private final Models models;

	private final List<RouteBound> routes;

	private final Waits waits;

	private final Deadline deadline;

	SettingsCheck(LlmResilienceProperties properties, Models models, List<RouteBound> routes, Waits waits) {
		this.properties = properties;
		this.models = models;
		this.routes = routes;
		this.waits = waits;
		this.deadline = Deadline.of(properties, models);
	}

	List<String> warnings() {
		Set<String> warnings = new LinkedHashSet<>();
		for (RouteBound route : this.routes) {
			timeouts(route.name(), warnings);
		}
		Duration backOff = this.waits.backOff(1);
		if (backOff.compareTo(this.deadline.length()) >= 0) {
			warnings.add("'" + RETRY + "max-attempts' is " + this.waits.many()
					+ ", but the waits between so many attempts add up to " + text(backOff) + " and "
					+ this.deadline.name() + " is " + text(this.deadline.length())
					+ ": the last ones are never made. Lower 'max-attempts' or '" + RETRY
					+ "max-interval', or raise the deadline.");
		}
		return List.copyOf(warnings);
	}

	private void timeouts(String route, Set<String> warnings) {
		ModelTimeouts ofModel = this.models.timeouts(route);
		TimeoutSettings timeouts = this.properties.timeout().with(ofModel);
		String attempt = ((ofModel.attempt() == null && ofModel.firstToken() == null) ? "One"
				: "On '" + route + "' one") + " attempt may take " + text(timeouts.attempt()) + " ('timeout.attempt')";
		if (this.deadline.isShorterThan(timeouts.attempt())) {
			warnings.add(attempt + ", but " + this.deadline.name() + " is " + text(this.deadline.length())
					+ ": a slow attempt leaves no time for another one. Lower 'timeout.attempt', or raise the deadline.");
		}
		if (timeouts.attempt().compareTo(timeouts.firstToken()) < 0) {
			warnings.add(attempt + ", so that the " + text(timeouts.firstToken())
					+ " of 'timeout.first-token' are never reached. Lower 'timeout.first-token', or raise"
					+ " 'timeout.attempt'.");
		}
	}

	private static String text(Duration duration) {
		return duration.toMillis() + " ms";
	}

}
