package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ratelimit.LimiterState.Booking;

/**
 * The limiter of one route inside this process.
 */
final class LocalRateLimiter implements RateLimiter {

	private static final long SECOND = 1_000_000_000L;

	private final ProviderLimiter provider;

	private final String route;

	private final int number;

	private final TokenCounting counting;

	private final LongAdder waited = new LongAdder();

	private final LongAdder refused = new LongAdder();

	LocalRateLimiter(ProviderLimiter provider, String route, int number, TokenCounting counting) {
		this.provider = provider;
		this.route = route;
		this.number = number;
		this.counting = counting;
	}

	@Override
	public Mono<Permit> acquire(Demand demand, Instant arrival, Duration patience) {
		Ask ask = new Ask(this.number, demand, arrival.getEpochSecond() * SECOND + arrival.getNano(),
				this.provider.patience(patience));
		return new Mono<>() {

			@Override
			public void subscribe(CoreSubscriber<? super Permit> actual) {
				LocalRateLimiter.this.provider.enter(actual, LocalRateLimiter.this, ask);
			}

		};
	}

	/**
	 * Give a waiter the permit that the books already have.
	 * @param waiter the waiter
	 * @param state the state with the permit
	 * @param now the time
	 * @return {@code false} if the waiter has gone; the permit is back then
	 */
	boolean grant(Waiter waiter, LimiterState state, long now) {
		Scope books = state.routes()[this.number];
		return grant(waiter, new Booking(this.number, waiter.ask().demand(), now, books));
	}

	boolean grant(Waiter waiter, Booking booking) {
		long waited = booking.at() - waiter.since();
		if (waited > 0) {
			this.waited.increment();
		}
		LocalPermit permit = new LocalPermit(this, booking, waited, (waited > 0) ? waiter.reason() : WaitReason.NONE);
		boolean wanted = waiter.grant(permit);
		if (!wanted) {
			permit.refund();
		}
		return wanted;
	}

	void left(Waiter waiter) {
		this.provider.left(waiter);
	}

	void update(ProviderLimiter.Change change) {
		this.provider.update(change);
	}

	Throttling throttling(@Nullable Duration hint, boolean wholeProvider) {
		return Throttling.of(hint, wholeProvider, this.provider.spread());
	}

	void refused() {
		this.refused.increment();
	}

	void wouldWait() {
		this.waited.increment();
	}

	boolean learns() {
		return this.provider.learns();
	}

	ProviderLimiter provider() {
		return this.provider;
	}

	String route() {
		return this.route;
	}

	int number() {
		return this.number;
	}

	TokenCounting counting() {
		return this.counting;
	}

	long waitedCount() {
		return this.waited.sum();
	}

	long refusedCount() {
		return this.refused.sum();
	}

}
