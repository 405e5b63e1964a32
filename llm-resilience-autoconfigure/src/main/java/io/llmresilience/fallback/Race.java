package io.llmresilience.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;
import io.llmresilience.fallback.HedgedFlux.Entry;

/**
 * Two routes of one call that are asked at the same time. Who has content first is passed
 * on, after what there is to tell of the other one.
 */
final class Race implements Subscription {

	private final CoreSubscriber<? super ChatEvent> actual;

	private final Entry first;

	private final Supplier<@Nullable Entry> second;

	private final Scheduler timer;

	private final Runner runner;

	private final AtomicReference<RaceState<Runner>> state;

	private final AtomicLong demand = new AtomicLong();

	private final Disposable.Swap alarm = Disposables.swap();

	private volatile @Nullable NotesFirstSubscriber delivery;

	private volatile Throwable failure = new IllegalStateException("Nobody has taken part");

	private volatile boolean cancelled;

	Race(CoreSubscriber<? super ChatEvent> actual, Entry first, Supplier<@Nullable Entry> second, Scheduler timer) {
		this.actual = actual;
		this.first = first;
		this.second = second;
		this.timer = timer;
		this.runner = new Runner(this, now());
		this.state = new AtomicReference<>(RaceState.of(this.runner));
	}

	void start(Duration after) {
		this.alarm.update(this.timer.schedule(this::hedge, after.toNanos(), TimeUnit.NANOSECONDS));
		this.runner.run(this.first);
	}

	private void hedge() {
		Runner runner = new Runner(this, now());
		if (!join(runner)) {
			return;
		}
		Entry entry = this.second.get();
		if (entry != null) {
			runner.run(entry);
		}
		else {
			dropOut(runner, this.failure);
		}
	}

	/**
	 * Return whether one may go on.
	 */
	boolean admits(Runner runner) {
		return !this.cancelled && state().admits(runner);
	}

	boolean wanted() {
		return this.demand.get() > 0;
	}

	/**
	 * Let the first to have content win.
	 * @param runner who has content
	 * @param content its first content
	 * @return who gets it, {@code null} if another one was faster
	 */
	@Nullable NotesFirstSubscriber win(Runner runner, List<ChatEvent> content) {
		RaceState<Runner> before = change((state) -> state.won(runner));
		if (!before.open() || !before.running().contains(runner)) {
			return null;
		}
		this.alarm.dispose();
		List<ChatEvent> notes = new ArrayList<>(before.told());
		before.running().stream().filter((other) -> other != runner).forEach((loser) -> {
			loser.giveUp();
			notes.addAll(loser.held());
			notes.add(loser.overtakenBy(runner));
		});
		notes.addAll(runner.held());
		notes.addAll(content);
		return new NotesFirstSubscriber(this.actual, notes);
	}

	/**
	 * Let one drop out who has failed before there was content.
	 */
	void dropOut(Runner runner, Throwable failure) {
		this.failure = failure;
		RaceState<Runner> before = change((state) -> state.droppedOut(runner, runner.held()));
		if (before.open() && before.running().equals(List.of(runner))) {
			this.alarm.dispose();
			NotesFirstSubscriber delivery = new NotesFirstSubscriber(this.actual, state().told());
			deliver(delivery);
			delivery.onError(failure);
		}
	}

	void deliver(NotesFirstSubscriber delivery) {
		this.delivery = delivery;
		handOver();
	}

	private void handOver() {
		NotesFirstSubscriber delivery = this.delivery;
		long wanted = (delivery != null) ? this.demand.getAndSet(0) : 0;
		if (delivery != null && wanted > 0) {
			delivery.request(wanted);
		}
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			this.demand.getAndAccumulate(n, Operators::addCap);
			state().running().forEach(Runner::pull);
			handOver();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		this.alarm.dispose();
		state().running().forEach(Runner::giveUp);
		NotesFirstSubscriber delivery = this.delivery;
		if (delivery != null) {
			delivery.cancel();
		}
	}

	private boolean join(Runner runner) {
		change((state) -> state.joined(runner));
		return state().running().contains(runner);
	}

	private RaceState<Runner> change(UnaryOperator<RaceState<Runner>> change) {
		return Objects.requireNonNull(this.state.getAndUpdate(change));
	}

	private RaceState<Runner> state() {
		return Objects.requireNonNull(this.state.get());
	}

	long now() {
		return this.timer.now(TimeUnit.MILLISECONDS);
	}

	Context context() {
		return this.actual.currentContext();
	}

}
