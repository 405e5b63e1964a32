package io.llmresilience.model;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;

/**
 * The words in a request's further fields that may make it dearer. Which of them are
 * tiers or regions, the model's price knows.
 *
 * @param words all words
 */
record RequestedService(Set<String> words) {

	static final RequestedService ORDINARY = new RequestedService(Set.of());

	private static final String HOUR = "1h";

	RequestedService {
		words = Set.copyOf(words);
	}

	static RequestedService of(ChatRequest request) {
		if (request.extra().isEmpty()) {
			return ORDINARY;
		}
		Set<String> words = new HashSet<>();
		collect(request.extra(), words);
		return new RequestedService(words);
	}

	private static void collect(@Nullable Object value, Set<String> words) {
		if (value instanceof Map<?, ?> fields) {
			fields.values().forEach((each) -> collect(each, words));
		}
		else if (value instanceof Collection<?> elements) {
			elements.forEach((each) -> collect(each, words));
		}
		else if (value instanceof String word) {
			words.add(word);
		}
	}

	/**
	 * Return whether the prompt may be written to a cache that keeps it an hour.
	 */
	boolean hourCache() {
		return this.words.contains(HOUR);
	}

	@Override
	public String toString() {
		return "RequestedService[" + this.words.size() + " words]";
	}

}
