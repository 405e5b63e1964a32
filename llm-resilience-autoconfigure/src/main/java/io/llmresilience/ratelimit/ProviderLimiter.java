package io.llmresilience.ratelimit;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import reactor.core.CoreSubscriber;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ratelimit.LimiterState.Booking;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiter.Permit;
import io.llmresilience.ratelimit.Scope.Profile;
import io.llmresilience.ratelimit.Verdict.Answer;

/**
 * The limits of one provider and its routes inside this process: one state behind one
 * atomic reference, and those who wait for it to change.
 */
final class ProviderLimiter {

	private final RateLimitSettings settings;

	private final LongSupplier nanos;

	private final RandomGenerator random;

	private final Books books;

	private final WaitingLine line;

	ProviderLimiter(String name, RateLimits limits, RateLimitSettings settings, LongSupplier nanos, Scheduler timer,
			RandomGenerator random) {
		this.settings = settings;
		this.nanos = nanos;
		this.random = random;
		Profile profile = new Profile(name, Profile.UNLIMITED, settings.burst().toNanos(), false);
		this.books = new Books(new LimiterState(Scope.of(profile, limits, nanos.getAsLong()), new Scope[0]), random);
		this.line = new WaitingLine(this.books, nanos, timer);
	}

	LocalRateLimiter addRoute(String name, RateLimits limits, TokenCounting counting) {
		Profile profile = new Profile(name, Profile.UNLIMITED, this.settings.burst().toNanos(), learns());
		Scope route = Scope.of(profile, limits, this.nanos.getAsLong());
		int number = this.books.change((state) -> state.withRoute(route)).routes().length - 1;
		return new LocalRateLimiter(this, name, number, counting);
	}

	void enter(CoreSubscriber<? super Permit> actual, LocalRateLimiter limiter, Ask ask) {
		Waiter waiter = new Waiter(actual, limiter, ask, this.nanos.getAsLong());
		actual.onSubscribe(waiter);
		if (waiter.over()) {
			return;
		}
		if (this.line.closed()) {
			waiter.refuse(Refusals.shutdown(waiter));
		}
		else if (this.settings.mode() == Mode.OBSERVE) {
			observe(waiter);
		}
		else {
			enforce(waiter);
		}
	}

	private void enforce(Waiter waiter) {
		LimiterState state;
		Verdict verdict;
		do {
			state = this.books.get();
			verdict = state.decide(waiter.ask(), this.settings.maxQueue(), waiter.since());
		}
		while (!this.books.change(state, verdict.next()));
		switch (verdict.answer()) {
			case ADMITTED -> {
				if (waiter.limiter().grant(waiter, verdict.next(), waiter.since())) {
					waiter.deliver();
				}
			}
			case QUEUED -> this.line.join(waiter, state.waitReason(waiter.ask().route(), waiter.since()));
			default -> waiter.refuse(Refusals.of(waiter, verdict, this.settings.maxQueue()));
		}
	}

	/**
	 * Let everybody through, and keep books as if all had waited who should have; those
	 * who would have been refused are not in them.
	 */
	private void observe(Waiter waiter) {
		LocalRateLimiter limiter = waiter.limiter();
		Verdict verdict;
		Demand demand;
		LimiterState state;
		LimiterState next;
		do {
			state = this.books.get();
			verdict = state.decide(waiter.ask(), Integer.MAX_VALUE, waiter.since());
			boolean passes = verdict.answer() == Answer.ADMITTED || verdict.answer() == Answer.QUEUED;
			demand = passes ? waiter.ask().demand() : Demand.NONE;
			next = state.take(limiter.number(), demand, waiter.since());
		}
		while (!this.books.change(state, next));
		count(verdict.answer(), limiter);
		Scope books = next.routes()[limiter.number()];
		if (limiter.grant(waiter, new Booking(limiter.number(), demand, waiter.since(), books))) {
			waiter.deliver();
		}
	}

	private static void count(Answer answer, LocalRateLimiter limiter) {
		if (answer == Answer.QUEUED) {
			limiter.wouldWait();
		}
		else if (answer != Answer.ADMITTED) {
			limiter.refused();
		}
	}

	/**
	 * Admit nobody any more, or again.
	 */
	void close(boolean closed) {
		this.line.close(closed);
	}

	void left(Waiter waiter) {
		this.line.leave(waiter);
	}

	/**
	 * Go to another state; those who wait are judged again.
	 * @param change makes the next state
	 */
	void update(Change change) {
		long now = this.nanos.getAsLong();
		LimiterState next = this.books.change((state) -> change.apply(state, now));
		if (next.provider().backlog().calls() > 0) {
			this.line.drain();
		}
	}

	long patience(Duration patience) {
		Duration least = (patience.compareTo(this.settings.maxWait()) < 0) ? patience : this.settings.maxWait();
		return Math.max(least.toNanos(), 0);
	}

	double spread() {
		return this.random.nextDouble();
	}

	boolean learns() {
		return this.settings.learn();
	}

	LimiterState state() {
		return this.books.get();
	}

	long now() {
		return this.nanos.getAsLong();
	}

	interface Change {

		LimiterState apply(LimiterState state, long now);

	}

}
