package io.llmresilience.observation;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;

/**
 * Shows everything to a {@link Watch} and then passes it on.
 */
final class WatchedSubscriber implements CoreSubscriber<ChatEvent>, Subscription {

	private static final AtomicIntegerFieldUpdater<WatchedSubscriber> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(WatchedSubscriber.class, "ended");

	private final CoreSubscriber<? super ChatEvent> actual;

	private final Context context;

	private volatile int ended;

	private volatile Watch watch;

	private Subscription upstream = Operators.emptySubscription();

	WatchedSubscriber(CoreSubscriber<? super ChatEvent> actual, Watch watch, Context context) {
		this.actual = actual;
		this.watch = watch;
		this.context = context;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		this.upstream = upstream;
		this.actual.onSubscribe(this);
	}

	@Override
	public void onNext(ChatEvent event) {
		try {
			if (!(event instanceof ChatEvent.Completed completed)) {
				this.watch.event(event);
			}
			else if (ENDED.compareAndSet(this, 0, 1)) {
				this.watch.answered(completed);
			}
		}
		catch (RuntimeException ex) {
			giveUp(ex);
		}
		this.actual.onNext(event);
	}

	@Override
	public void onError(Throwable failure) {
		if (ENDED.compareAndSet(this, 0, 1)) {
			try {
				this.watch.failed(failure);
			}
			catch (RuntimeException ex) {
				giveUp(ex);
			}
		}
		this.actual.onError(failure);
	}

	@Override
	public void onComplete() {
		leave();
		this.actual.onComplete();
	}

	@Override
	public void request(long n) {
		this.upstream.request(n);
	}

	@Override
	public void cancel() {
		leave();
		this.upstream.cancel();
	}

	private void leave() {
		if (ENDED.compareAndSet(this, 0, 1)) {
			try {
				this.watch.cancelled();
			}
			catch (RuntimeException ex) {
				giveUp(ex);
			}
		}
	}

	private void giveUp(RuntimeException failure) {
		this.watch = Watch.NONE;
		WatchedFlux.givenUp(failure);
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

}
