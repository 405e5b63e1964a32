package io.llmresilience.circuitbreaker;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import reactor.core.scheduler.Scheduler;

/**
 * Makes the phases of all circuits.
 */
final class Phases {

	private final CircuitBreakerSettings settings;

	private final Windows windows;

	private final OpenTime openTime;

	private final InstantSource clock;

	private final Scheduler timer;

	private final RandomGenerator random;

	Phases(CircuitBreakerSettings settings, InstantSource clock, Scheduler timer, RandomGenerator random) {
		this.settings = settings;
		this.windows = new Windows(settings);
		this.openTime = new OpenTime(settings.openFor(), settings.maxOpenFor());
		this.clock = clock;
		this.timer = timer;
		this.random = random;
	}

	Closed closed(String route) {
		return new Closed(now(), this.windows.closed(route), SlowStart.NONE);
	}

	Closed recovered(String route) {
		return new Closed(now(), this.windows.closed(route), SlowStart.after(this.settings.openFor()));
	}

	HalfOpen halfOpen(String route, Open before) {
		return new HalfOpen(now(), this.windows.halfOpen(route), this.settings.halfOpenCalls(), before);
	}

	Open open(Phase.Passing before) {
		long length = this.openTime.nanos(before.failedProbes(), this.random.nextDouble());
		Moment now = now();
		Instant first = (before instanceof HalfOpen probing) ? probing.before().first() : now.instant();
		return new Open(now, first, length, before.failedProbes(), before.tally(), before.reason());
	}

	Open openByHand() {
		return Open.byHand(now());
	}

	Paused paused(Phase before) {
		return new Paused(now(), before);
	}

	Moment now() {
		return new Moment(this.clock.instant(), nanos());
	}

	long nanos() {
		return this.timer.now(TimeUnit.NANOSECONDS);
	}

	/**
	 * Return whether a call is among the share that passes.
	 * @param share the share
	 * @return whether it passes
	 */
	boolean isAmong(double share) {
		return share >= 1 || this.random.nextDouble() < share;
	}

	Scheduler timer() {
		return this.timer;
	}

}
