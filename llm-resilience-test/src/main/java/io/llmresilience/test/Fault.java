package io.llmresilience.test;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong after a number of tokens.
 */
record Fault(Kind kind, int afterTokens, @Nullable String errorType) {

	static final Fault NONE = new Fault(Kind.NONE, 0, null);

	static Fault of(Kind kind, int afterTokens) {
		return new Fault(kind, Check.notNegative("afterTokens", afterTokens), null);
	}

	enum Kind {

		NONE, STALL, CUT, RESET, END, ERROR_EVENT, BAD_JSON, NO_FIRST_TOKEN, PINGS_ONLY

	}

}
