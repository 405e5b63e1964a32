package io.llmresilience.observation;

import java.util.List;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What calls leave in the log and in the meters.
 *
 * @param logSuccess Whether an answered or cancelled call writes one line at INFO.
 * @param logFailure Whether a failed call writes one line at ERROR.
 * @param logAbsorbed Whether failures that callers do not get to see are told at WARN,
 * once a minute for each route and kind.
 * @param labels Labels of requests that become tags of meters and spans. All others stay
 * out of them.
 * @param maxLabelValues Most values of a label that get tags of their own. All further
 * ones share the tag other.
 */
public record ObservationSettings(@DefaultValue("true") boolean logSuccess, @DefaultValue("true") boolean logFailure,
		@DefaultValue("true") boolean logAbsorbed, @DefaultValue List<String> labels,
		@DefaultValue("100") int maxLabelValues) {

	private static final String PREFIX = "'llm.resilience.observation.";

	/**
	 * All lines, and no labels.
	 */
	public static final ObservationSettings DEFAULTS = new ObservationSettings(true, true, true, List.of(), 100);

	public ObservationSettings {
		labels = List.copyOf(labels);
		if (labels.stream().anyMatch(String::isBlank) || labels.size() != distinct(labels)) {
			throw new IllegalArgumentException(PREFIX + "labels' must be names, each once, but is " + labels
					+ "; name labels of requests, such as tenant, no two of which differ in punctuation alone");
		}
		if (maxLabelValues < 1) {
			throw new IllegalArgumentException(PREFIX + "max-label-values' must be at least 1, but is " + maxLabelValues
					+ "; leave 'labels' empty for no tags at all");
		}
	}

	/**
	 * Count the names that are different also where monitoring systems take what is
	 * neither an English letter nor a digit for the same.
	 */
	private static long distinct(List<String> labels) {
		return labels.stream().map((label) -> label.replaceAll("[^a-zA-Z0-9]", "_")).distinct().count();
	}

}
