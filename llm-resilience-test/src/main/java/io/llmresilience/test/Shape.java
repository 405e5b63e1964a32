package io.llmresilience.test;

import java.util.EnumSet;
import java.util.Set;

/**
 * The ways in which the bytes of a good answer may differ from the provider's usual ones.
 */
record Shape(Set<Quirk> quirks, String lineEnd) {

	static final Shape USUAL = new Shape(Set.of(), "\n");

	Shape with(Quirk quirk) {
		Set<Quirk> quirks = EnumSet.of(quirk);
		quirks.addAll(this.quirks);
		return new Shape(Set.copyOf(quirks), this.lineEnd);
	}

	Shape withLineEnd(String lineEnd) {
		return new Shape(this.quirks, lineEnd);
	}

	boolean has(Quirk quirk) {
		return this.quirks.contains(quirk);
	}

	enum Quirk {

		NO_USAGE, NO_DONE, ERROR_NULL, BOM, NO_EVENT_LINES, SPLIT_BYTES, USAGE_ON_EVERY_CHUNK

	}

}
