package io.llmresilience;

import java.util.List;
import java.util.Objects;

/**
 * Makes the copies that immutable nouns keep, and says which one cannot be made.
 */
final class Copies {

	private Copies() {
	}

	static <T> List<T> of(List<? extends T> values, String name) {
		Objects.requireNonNull(values, () -> name + " must not be null");
		for (T value : values) {
			Objects.requireNonNull(value, () -> name + " must not contain null");
		}
		return List.copyOf(values);
	}

}
