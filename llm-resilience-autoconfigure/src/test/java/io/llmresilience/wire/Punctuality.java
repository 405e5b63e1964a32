package io.llmresilience.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds times against the limits that were promised: not before, and after by at most a
 * tenth of the limit and 50 ms for handing over between threads. What the machine itself
 * stood still meanwhile, by a witness that only ticks, is not counted against us.
 */
final class Punctuality {

	private static final Duration SLACK = Duration.ofMillis(50);

	private static final Witness witness = new Witness();

	private static Duration stoodStillBefore = Duration.ZERO;

	private Punctuality() {
	}

	/**
	 * Measure under the eyes of the witness.
	 * @param measurement calls the assertions of this class
	 */
	static void measure(Runnable measurement) {
		stoodStillBefore = witness.stoodStill();
		measurement.run();
	}

	static void assertEndsAt(Duration time, Duration limit) {
		assertEndsBetween(time, limit, limit);
	}

	static void assertEndsBetween(Duration time, Duration earliest, Duration limit) {
		assertThat(time).isGreaterThanOrEqualTo(earliest);
		assertEndsBy(time, limit);
	}

	static void assertEndsBy(Duration time, Duration limit) {
		Duration stoodStill = witness.stoodStill().minus(stoodStillBefore);
		assertThat(time).as("the machine stood still for %s", stoodStill)
			.isLessThanOrEqualTo(limit.plus(limit.dividedBy(10)).plus(SLACK).plus(stoodStill));
	}

	/**
	 * Ticks on a thread of its own and adds up by how much its ticks come late.
	 */
	private static final class Witness implements Runnable {

		private static final long TICK = TimeUnit.MILLISECONDS.toNanos(2);

		private final Scheduler clock = Schedulers.newSingle("witness", true);

		private final LongAdder late = new LongAdder();

		private long lastTick = this.clock.now(TimeUnit.NANOSECONDS);

		Witness() {
			this.clock.schedulePeriodically(this, TICK, TICK, TimeUnit.NANOSECONDS);
		}

		@Override
		public void run() {
			long now = this.clock.now(TimeUnit.NANOSECONDS);
			long lateness = now - this.lastTick - TICK;
			if (lateness > TICK) {
				this.late.add(lateness);
			}
			this.lastTick = now;
		}

		Duration stoodStill() {
			return Duration.ofNanos(this.late.sum());
		}

	}

}
