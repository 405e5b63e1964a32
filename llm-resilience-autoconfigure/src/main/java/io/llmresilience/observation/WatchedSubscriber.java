package io.llmresilience.observation;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;

/**
 * Shows everything to each {@link CallWatch}, the innermost first, and then passes it on.
 */
final class WatchedSubscriber implements CoreSubscriber<ChatEvent>, Subscription {

	private static final AtomicIntegerFieldUpdater<WatchedSubscriber> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(WatchedSubscriber.class, "ended");

	private final CoreSubscriber<? super ChatEvent> actual;

	private final CallWatch[] watches;

	private final Context context;

	private volatile int ended;

	private Subscription upstream = Operators.emptySubscription();

	WatchedSubscriber(CoreSubscriber<? super ChatEvent> actual, CallWatch[] watches, Context context) {
		this.actual = actual;
		this.watches = watches;
		this.context = context;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		this.upstream = upstream;
		this.actual.onSubscribe(this);
	}

	@Override
	public void onNext(ChatEvent event) {
		if (!(event instanceof ChatEvent.Completed completed)) {
			show(event);
		}
		else if (isEnd()) {
			each((watch) -> watch.answered(completed));
		}
		this.actual.onNext(event);
	}

	@Override
	public void onError(Throwable failure) {
		if (isEnd()) {
			each((watch) -> watch.failed(failure));
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
		if (isEnd()) {
			each(CallWatch::cancelled);
		}
	}

	private boolean isEnd() {
		return ENDED.compareAndSet(this, 0, 1);
	}

	/**
	 * As {@link #each}, without an object for every event.
	 */
	private void show(ChatEvent event) {
		for (int i = this.watches.length - 1; i >= 0; i--) {
			try {
				this.watches[i].event(event);
			}
			catch (Throwable ex) {
				giveUp(i, ex);
			}
		}
	}

	private void each(Consumer<CallWatch> end) {
		for (int i = this.watches.length - 1; i >= 0; i--) {
			try {
				end.accept(this.watches[i]);
			}
			catch (Throwable ex) {
				giveUp(i, ex);
			}
		}
	}

	private void giveUp(int position, Throwable failure) {
		this.watches[position] = CallWatch.NONE;
		WatchedFlux.givenUp(failure);
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

}
