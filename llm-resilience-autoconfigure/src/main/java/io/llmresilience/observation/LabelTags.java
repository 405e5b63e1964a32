package io.llmresilience.observation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;

/**
 * Lets the labels of requests through that the configuration allows, and only so many
 * values of each. Thread-safe.
 */
final class LabelTags {

	static final String NONE = "none";

	static final String OTHER = "other";

	private final List<String> names;

	private final int maxValues;

	private final Map<String, Set<String>> known = new HashMap<>();

	LabelTags(ObservationSettings settings) {
		this.names = settings.labels();
		this.maxValues = settings.maxLabelValues();
		this.names.forEach((name) -> this.known.put(name, ConcurrentHashMap.newKeySet()));
	}

	static String key(String label) {
		return "label." + label;
	}

	/**
	 * Return the labels of a request that may be tags, by name and in the configured
	 * order.
	 */
	Map<String, String> of(ChatRequest request) {
		if (this.names.isEmpty()) {
			return Map.of();
		}
		Map<String, String> tags = new LinkedHashMap<>();
		for (String name : this.names) {
			tags.put(name, value(name, request.origin().labels().get(name)));
		}
		return tags;
	}

	private String value(String name, @Nullable String value) {
		if (value == null) {
			return NONE;
		}
		Set<String> known = this.known.getOrDefault(name, Set.of());
		return (known.contains(value) || (hasRoom(known) && learn(known, value))) ? value : OTHER;
	}

	private boolean hasRoom(Set<String> known) {
		return known.size() < this.maxValues;
	}

	private synchronized boolean learn(Set<String> known, String value) {
		return known.contains(value) || (hasRoom(known) && known.add(value));
	}

}
