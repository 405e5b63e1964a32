package io.llmresilience.test;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream before it is laid out in bytes.
 */
record Frame(Kind kind, @Nullable String event, String data) {

	static Frame opening(String event, String data) {
		return new Frame(Kind.OPENING, event, data);
	}

	static Frame token(@Nullable String event, String data) {
		return new Frame(Kind.TOKEN, event, data);
	}

	static Frame other(@Nullable String event, String data) {
		return new Frame(Kind.OTHER, event, data);
	}

	enum Kind {

		/** Sent with the headers. */
		OPENING,

		/** Carries a token. */
		TOKEN,

		/** Sent together with the token before it, or with the first. */
		OTHER,

		/** Already laid out, carries a token. */
		RAW

	}

}
