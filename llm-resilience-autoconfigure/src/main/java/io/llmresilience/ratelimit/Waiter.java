package io.llmresilience.ratelimit;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.LlmException;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * One subscription to a permit. The permit is either delivered or given back.
 */
final class Waiter implements Subscription {

	private static final int REQUESTED = 1;

	private static final int GRANTED = 2;

	private static final int JOINED = 4;

	private static final int OVER = 8;

	private final CoreSubscriber<? super Permit> actual;

	private final LocalRateLimiter limiter;

	private final Ask ask;

	private final long since;

	private long number = -1;

	private final AtomicInteger status = new AtomicInteger();

	private @Nullable Permit permit;

	private boolean booked;

	private WaitReason reason = WaitReason.LIMITER;

	Waiter(CoreSubscriber<? super Permit> actual, LocalRateLimiter limiter, Ask ask, long since) {
		this.actual = actual;
		this.limiter = limiter;
		this.ask = ask;
		this.since = since;
	}

	/**
	 * Give the permit.
	 * @param permit the permit
	 * @return {@code false} if nobody wants it any more
	 */
	boolean grant(Permit permit) {
		this.permit = permit;
		return this.status.updateAndGet((status) -> (status != OVER) ? status | GRANTED : OVER) != OVER;
	}

	/**
	 * Hand the permit over if it was given and is wanted now.
	 */
	void deliver() {
		int before = this.status.getAndUpdate((status) -> ready(status) ? OVER : status);
		Permit permit = this.permit;
		if (ready(before) && permit != null) {
			this.actual.onNext(permit);
			this.actual.onComplete();
		}
	}

	private static boolean ready(int status) {
		return (status & (REQUESTED | GRANTED)) == (REQUESTED | GRANTED);
	}

	void refuse(LlmException failure) {
		if (this.status.getAndSet(OVER) != OVER) {
			this.limiter.refused();
			this.actual.onError(failure);
		}
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			int before = this.status.getAndUpdate((status) -> (status != OVER) ? status | REQUESTED : OVER);
			if ((before & GRANTED) != 0) {
				deliver();
			}
		}
	}

	@Override
	public void cancel() {
		int before = this.status.getAndSet(OVER);
		Permit permit = this.permit;
		if (permit != null && (before & GRANTED) != 0) {
			permit.refund();
		}
		else if ((before & JOINED) != 0) {
			this.limiter.left(this);
		}
	}

	boolean over() {
		return this.status.get() == OVER;
	}

	/**
	 * Note that the books know this as a waiting call. From now on leaving is announced.
	 * @param reason why it waits
	 */
	void joined(WaitReason reason) {
		this.reason = reason;
		this.booked = true;
		this.status.updateAndGet((status) -> (status != OVER) ? status | JOINED : OVER);
	}

	/**
	 * Note that the books know this no more. Only for the one thread that looks after
	 * them.
	 * @return whether they did
	 */
	boolean unbook() {
		boolean before = this.booked;
		this.booked = false;
		return before;
	}

	LocalRateLimiter limiter() {
		return this.limiter;
	}

	Ask ask() {
		return this.ask;
	}

	WaitReason reason() {
		return this.reason;
	}

	long since() {
		return this.since;
	}

	long expiresAt() {
		return this.since + this.ask.patience();
	}

	/**
	 * Set the place among those that arrived together. Only for the one thread that looks
	 * after the books.
	 */
	void number(long number) {
		this.number = number;
	}

	long number() {
		return this.number;
	}

}
