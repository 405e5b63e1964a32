package io.llmresilience;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A timer with virtual time that knows which of its tasks have been left behind.
 */
public final class WatchedTimer implements Scheduler, InstantSource {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Disposable> tasks = new ArrayList<>();

	/**
	 * Let time pass.
	 * @param millis how long
	 */
	public void pass(long millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

	/**
	 * Return how many tasks were scheduled and never disposed of.
	 * @return the number of tasks left
	 */
	public long tasksLeft() {
		return this.tasks.stream().filter((task) -> !task.isDisposed()).count();
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(this.time.now(TimeUnit.MILLISECONDS));
	}

	@Override
	public long now(TimeUnit unit) {
		return this.time.now(unit);
	}

	@Override
	public Disposable schedule(Runnable task) {
		return this.time.schedule(task);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		Disposable scheduled = this.time.schedule(task, delay, unit);
		this.tasks.add(scheduled);
		return scheduled;
	}

	@Override
	public Worker createWorker() {
		return this.time.createWorker();
	}

}
