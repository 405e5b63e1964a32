package io.llmresilience.circuitbreaker;

import java.util.concurrent.atomic.AtomicInteger;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatEvent;

/**
 * One call at the door of a circuit. Until it has got through to the breaker, or has
 * something to say, it can be refused at any time. Most calls get through while they
 * subscribe, and nobody else ever hears of them.
 */
final class DoorSubscriber implements CoreSubscriber<ChatEvent>, Subscription {

	private static final int WAITING = 0;

	private static final int THROUGH = 1;

	private static final int OVER = 2;

	private final CoreSubscriber<? super ChatEvent> actual;

	private final RouteCircuitBreaker circuit;

	private final Context context;

	private final AtomicInteger state = new AtomicInteger(WAITING);

	private volatile boolean added;

	private Subscription upstream = Operators.emptySubscription();

	DoorSubscriber(CoreSubscriber<? super ChatEvent> actual, RouteCircuitBreaker circuit) {
		this.actual = actual;
		this.circuit = circuit;
		this.context = actual.currentContext().put(DoorSubscriber.class, this);
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		if (Operators.validate(this.upstream == Operators.emptySubscription() ? null : this.upstream, upstream)) {
			this.upstream = upstream;
			this.actual.onSubscribe(this);
			if (isWaiting()) {
				this.added = true;
				this.circuit.waiting().add(this);
			}
		}
	}

	boolean isWaiting() {
		return this.state.get() == WAITING;
	}

	/**
	 * Note that the call has got through.
	 * @return {@code false} if it was refused before
	 */
	boolean through() {
		if (isWaiting() && this.state.compareAndSet(WAITING, THROUGH)) {
			leave();
		}
		return this.state.get() == THROUGH;
	}

	/**
	 * Refuse the call if it is still waiting and would not be let through.
	 */
	void judge() {
		CallRefusedException refusal = this.circuit.refusal();
		if (refusal != null && this.state.compareAndSet(WAITING, OVER)) {
			leave();
			this.circuit.refused();
			this.upstream.cancel();
			this.actual.onError(refusal);
		}
	}

	private void leave() {
		if (this.added) {
			this.circuit.waiting().remove(this);
		}
	}

	@Override
	public void onNext(ChatEvent event) {
		if (through()) {
			this.actual.onNext(event);
		}
	}

	@Override
	public void onError(Throwable failure) {
		if (end()) {
			this.actual.onError(failure);
		}
	}

	@Override
	public void onComplete() {
		if (end()) {
			this.actual.onComplete();
		}
	}

	private boolean end() {
		int before = this.state.getAndSet(OVER);
		if (before == WAITING) {
			leave();
		}
		return before != OVER;
	}

	@Override
	public void request(long n) {
		this.upstream.request(n);
	}

	@Override
	public void cancel() {
		end();
		this.upstream.cancel();
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

}
