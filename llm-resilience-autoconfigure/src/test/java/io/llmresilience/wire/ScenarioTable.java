package io.llmresilience.wire;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;

/**
 * What consumers saw in each scenario, as a table for the documentation. Used by one
 * thread.
 */
final class ScenarioTable {

	private final Map<String, Map<InterruptionMode, Set<String>>> rows = new TreeMap<>();

	private String scenario = "";

	void begin(String method) {
		this.scenario = method;
	}

	void saw(Scene scene, Outcome outcome) {
		saw(scene.mode(), words(scene, outcome));
	}

	/**
	 * Say in words what was seen in all modes instead.
	 */
	void saw(String words) {
		this.rows.remove(this.scenario);
		for (InterruptionMode mode : InterruptionMode.values()) {
			saw(mode, words);
		}
	}

	private void saw(InterruptionMode mode, String words) {
		this.rows.computeIfAbsent(this.scenario, (name) -> new EnumMap<>(InterruptionMode.class))
			.computeIfAbsent(mode, (key) -> new LinkedHashSet<>())
			.add(words);
	}

	private static String words(Scene scene, Outcome outcome) {
		if (!outcome.answered()) {
			return outcome.problem().kind() + (outcome.text().isEmpty() ? "" : " with the text so far");
		}
		boolean first = outcome.response().origin().route().equals(scene.firstRoute());
		boolean seam = outcome.events().stream().anyMatch(ChatEvent.Restarted.class::isInstance);
		return (first ? "first route" : "next route") + (seam ? ", after a seam" : "");
	}

	int size() {
		return this.rows.size();
	}

	@Override
	public String toString() {
		StringBuilder table = new StringBuilder(
				"| Scenario | `buffer` | `restart` | `fail` |\n| --- | --- | --- | --- |\n");
		this.rows.forEach((method, modes) -> table.append("| ")
			.append(title(method))
			.append(cell(modes, InterruptionMode.BUFFER))
			.append(cell(modes, InterruptionMode.RESTART))
			.append(cell(modes, InterruptionMode.FAIL))
			.append(" |\n"));
		return table.toString();
	}

	private static String cell(Map<InterruptionMode, Set<String>> modes, InterruptionMode mode) {
		return " | " + String.join(" or ", new TreeSet<>(modes.getOrDefault(mode, Set.of())));
	}

	private static String title(String method) {
		String words = method.substring(3).replaceAll("(?<!^)([A-Z])", " $1").toLowerCase(Locale.ROOT);
		return method.substring(0, 3).toUpperCase(Locale.ROOT) + " " + words.replace("json", "JSON");
	}

}
