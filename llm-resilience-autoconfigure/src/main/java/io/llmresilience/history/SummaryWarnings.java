package io.llmresilience.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of one kind of trouble, once a minute at most.
 */
final class SummaryWarnings {

	private static final Logger logger = LoggerFactory.getLogger(SummarizingCompressor.class);

	private static final Duration QUIET = Duration.ofMinutes(1);

	private final InstantSource clock;

	private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

	SummaryWarnings(InstantSource clock) {
		this.clock = clock;
	}

	void warn(String message, Object... arguments) {
		Instant now = this.clock.instant();
		Instant due = this.next.get();
		if (!now.isBefore(due) && this.next.compareAndSet(due, now.plus(QUIET))) {
			logger.warn(message, arguments);
		}
	}

}
