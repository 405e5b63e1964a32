package io.llmresilience.ratelimit;

import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;

/**
 * Lets waiting calls go in the order of their arrival: first those at the heads of their
 * routes, and nobody past one who needs the same. Waits need one timer for all and no
 * thread. Everything but joining and leaving happens inside {@link #drain()}, by one
 * thread at a time; calls go on, or fail, on the timer's threads.
 */
final class WaitingLine {

	private static final long NEVER = Long.MAX_VALUE;

	private final Books books;

	private final LongSupplier nanos;

	private final Scheduler timer;

	private final Queue<Waiter> news = Queues.<Waiter>unboundedMultiproducer().get();

	private final AtomicInteger work = new AtomicInteger();

	private final WaitingRoom room = new WaitingRoom();

	private volatile boolean woken;

	private volatile boolean closed;

	private Disposable alarm = Disposables.disposed();

	private long alarmAt = NEVER;

	private long judgedPause = Long.MIN_VALUE;

	WaitingLine(Books books, LongSupplier nanos, Scheduler timer) {
		this.books = books;
		this.nanos = nanos;
		this.timer = timer;
	}

	void join(Waiter waiter, WaitReason reason) {
		waiter.joined(reason);
		this.news.offer(waiter);
		drain();
	}

	void leave(Waiter waiter) {
		this.news.offer(waiter);
		drain();
	}

	/**
	 * Refuse everybody who waits and who comes.
	 */
	void close(boolean closed) {
		this.closed = closed;
		drain();
	}

	boolean closed() {
		return this.closed;
	}

	void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		while (missed != 0) {
			readNews();
			if (this.closed) {
				this.room.expiringBy(NEVER).forEach((waiter) -> refuse(waiter, Refusals.shutdown(waiter)));
			}
			long wake = admit();
			wake = refuseLate() ? admit() : wake;
			sleep(Math.min(wake, this.room.firstExpiry()));
			missed = this.work.addAndGet(-missed);
		}
	}

	private void readNews() {
		Waiter waiter = this.news.poll();
		while (waiter != null) {
			if (waiter.over()) {
				forget(waiter);
			}
			else {
				this.room.add(waiter);
			}
			waiter = this.news.poll();
		}
	}

	private void forget(Waiter waiter) {
		this.room.remove(waiter);
		if (waiter.unbook()) {
			this.books.change((state) -> state.dequeue(waiter.ask()));
		}
	}

	/**
	 * Let everybody go who may.
	 * @return when to look again
	 */
	private long admit() {
		long wake = NEVER;
		int shortages = 0;
		BitSet blocked = new BitSet();
		Waiter head = this.room.first(blocked);
		while (head != null) {
			LimiterState state = this.books.get();
			long now = this.nanos.getAsLong();
			long wait = wait(head.ask(), state, shortages, now);
			if (wait == 0) {
				admit(head, state, now);
			}
			else {
				blocked.set(head.ask().route());
				shortages |= state.provider().shortages(head.ask().demand(), now);
				wake = (wait != Scope.UNTIL_RELEASED) ? Math.min(wake, now + wait) : wake;
			}
			head = this.room.first(blocked);
		}
		return wake;
	}

	private static long wait(Ask ask, LimiterState state, int shortages, long now) {
		return Scope.needs(ask.demand(), shortages) ? Scope.UNTIL_RELEASED
				: state.waitFor(ask.route(), ask.demand(), now);
	}

	private void admit(Waiter waiter, LimiterState state, long now) {
		Ask ask = waiter.ask();
		LimiterState next = state.dequeue(ask).take(ask.route(), ask.demand(), now);
		if (this.books.change(state, next)) {
			this.room.remove(waiter);
			waiter.unbook();
			if (waiter.limiter().grant(waiter, next, now)) {
				this.timer.schedule(waiter::deliver);
			}
		}
	}

	/**
	 * Refuse those whose patience has ended, or will end within a new pause.
	 * @return whether there were any
	 */
	private boolean refuseLate() {
		LimiterState state = this.books.get();
		long now = this.nanos.getAsLong();
		long pause = state.provider().pause().until();
		for (Scope route : state.routes()) {
			pause = Math.max(pause, route.pause().until());
		}
		long until = (pause > this.judgedPause) ? Math.max(pause - 1, now) : now;
		this.judgedPause = Math.max(pause, this.judgedPause);
		boolean late = false;
		for (Waiter waiter : this.room.expiringBy(until)) {
			long end = state.pausedUntil(waiter.ask().route());
			if (waiter.expiresAt() <= now || waiter.expiresAt() < end) {
				refuse(waiter, state, now);
				late = true;
			}
		}
		return late;
	}

	private void refuse(Waiter waiter, LimiterState state, long now) {
		long wait = state.waitFor(waiter.ask().route(), waiter.ask().demand(), now);
		refuse(waiter, Refusals.afterWait(waiter, now - waiter.since(), wait));
	}

	private void refuse(Waiter waiter, CallRefusedException refusal) {
		forget(waiter);
		this.timer.schedule(() -> waiter.refuse(refusal));
	}

	private void sleep(long until) {
		if (this.woken) {
			this.woken = false;
			this.alarmAt = NEVER;
		}
		if (until < this.alarmAt || (until == NEVER && this.alarmAt != NEVER)) {
			this.alarm.dispose();
			this.alarmAt = until;
			this.alarm = (until != NEVER) ? this.timer.schedule(this::wakeUp,
					Math.max(until - this.nanos.getAsLong(), 0), TimeUnit.NANOSECONDS) : Disposables.disposed();
		}
	}

	private void wakeUp() {
		this.woken = true;
		drain();
	}

}
