package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that is set by hand.
 */
final class HandClock implements InstantSource {

	private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

	void advance(Duration duration) {
		this.now = this.now.plus(duration);
	}

	@Override
	public Instant instant() {
		return this.now;
	}

}
