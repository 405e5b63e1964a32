package io.llmresilience.observation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.llmresilience.FailureKind;

/**
 * Warns of failures that callers did not get to see, at most once a minute for each route
 * and kind, with their number since the last warning. Thread-safe.
 */
final class AbsorbedTrouble {

	private static final Logger logger = LoggerFactory.getLogger("io.llmresilience.call");

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	/** Routes come from the configuration, but nobody shall be able to fill memory. */
	private static final int MAX_CELLS = 1000;

	private final Map<Trouble, Cell> cells = new ConcurrentHashMap<>();

	private final InstantSource clock;

	AbsorbedTrouble(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Take note of attempts of one call that failed alike.
	 * @param trouble how they failed
	 * @param times how many did
	 */
	void happened(Trouble trouble, long times) {
		Cell cell = this.cells.get(trouble);
		if (cell == null && this.cells.size() < MAX_CELLS) {
			cell = this.cells.computeIfAbsent(trouble, (key) -> new Cell());
		}
		long count = (cell != null) ? cell.count(times, this.clock.instant()) : 0;
		if (count > 0) {
			logger.atWarn()
				.addKeyValue("event", "llm.call.absorbed")
				.addKeyValue("route", trouble.route())
				.addKeyValue("kind", trouble.kind())
				.addKeyValue("count", count)
				.log("LLM calls were answered in spite of {} on {}, times: {}", trouble.kind(), trouble.route(), count);
		}
	}

	/**
	 * How an attempt failed.
	 *
	 * @param route the route, {@code provider/model}
	 * @param kind the kind of failure
	 */
	record Trouble(String route, FailureKind kind) {

	}

	/**
	 * Counts what has not been told yet.
	 */
	private static final class Cell {

		private long count;

		private Instant quietUntil = Instant.MIN;

		/**
		 * Return how much there is to tell, 0 while it is too early.
		 */
		synchronized long count(long times, Instant now) {
			this.count += times;
			if (now.isBefore(this.quietUntil)) {
				return 0;
			}
			long told = this.count;
			this.count = 0;
			this.quietUntil = now.plus(INTERVAL);
			return told;
		}

	}

}
