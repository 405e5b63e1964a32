package io.llmresilience.fallback;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;

/**
 * Gives the first demand to the notes and all further demand to the stream, which says
 * nothing before it is asked, except that it has ended.
 */
final class NotesFirstSubscriber implements CoreSubscriber<ChatEvent>, Subscription {

	private final CoreSubscriber<? super ChatEvent> actual;

	private final List<ChatEvent> notes;

	private final AtomicLong demand = new AtomicLong();

	private final AtomicInteger work = new AtomicInteger();

	private Subscription upstream = Operators.emptySubscription();

	private @Nullable Throwable failure;

	private int told;

	private volatile boolean allTold;

	private volatile boolean ended;

	private volatile boolean over;

	NotesFirstSubscriber(CoreSubscriber<? super ChatEvent> actual, List<ChatEvent> notes) {
		this.actual = actual;
		this.notes = notes;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		continueWith(upstream);
		this.actual.onSubscribe(this);
	}

	/**
	 * Take over a stream for a consumer that has its subscription already.
	 */
	void continueWith(Subscription upstream) {
		this.upstream = upstream;
	}

	@Override
	public void onNext(ChatEvent event) {
		this.actual.onNext(event);
	}

	@Override
	public void onError(Throwable failure) {
		this.failure = failure;
		this.ended = true;
		drain();
	}

	@Override
	public void onComplete() {
		this.ended = true;
		drain();
	}

	@Override
	public void request(long n) {
		if (this.allTold) {
			this.upstream.request(n);
		}
		else if (Operators.validate(n)) {
			this.demand.getAndAccumulate(n, Operators::addCap);
			drain();
		}
	}

	@Override
	public void cancel() {
		this.over = true;
		this.upstream.cancel();
	}

	private void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		while (missed != 0) {
			tell();
			if (this.told == this.notes.size() && !this.over) {
				passOn();
			}
			missed = this.work.addAndGet(-missed);
		}
	}

	private void tell() {
		while (this.told < this.notes.size() && this.demand.get() > 0 && !this.over) {
			if (this.demand.get() != Long.MAX_VALUE) {
				this.demand.decrementAndGet();
			}
			this.actual.onNext(this.notes.get(this.told++));
		}
	}

	private void passOn() {
		this.allTold = true;
		if (this.ended) {
			this.over = true;
			end();
			return;
		}
		long wanted = this.demand.getAndSet(0);
		if (wanted > 0) {
			this.upstream.request(wanted);
		}
	}

	private void end() {
		if (this.failure != null) {
			this.actual.onError(this.failure);
		}
		else {
			this.actual.onComplete();
		}
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

}
