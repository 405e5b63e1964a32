package io.llmresilience.provider;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

import io.llmresilience.ChatEvent;

/**
 * Decodes buffers when the consumer asks for events. Everything but the arrival of
 * buffers happens inside {@link #drain()}, by one thread at a time.
 */
final class AnswerSubscriber implements CoreSubscriber<DataBuffer>, Subscription {

	private static final long AFTER_FINISH_SECONDS = 2;

	private final CoreSubscriber<? super ChatEvent> actual;

	private final StreamDecoding decoding;

	private final Scheduler timer;

	private final Function<Throwable, ? extends Throwable> failures;

	private final Queue<DataBuffer> buffers = Queues.<DataBuffer>unbounded(16).get();

	private final AtomicInteger work = new AtomicInteger();

	private final AtomicLong demand = new AtomicLong();

	private Subscription upstream = Operators.emptySubscription();

	private volatile boolean cancelled;

	private volatile boolean bodyEnded;

	private volatile boolean afterFinishOver;

	private volatile @Nullable Throwable bodyFailure;

	private volatile boolean bufferRequested;

	private boolean ended;

	private @Nullable Throwable failure;

	private @Nullable Disposable afterFinish;

	AnswerSubscriber(CoreSubscriber<? super ChatEvent> actual, StreamDecoding decoding, Scheduler timer,
			Function<Throwable, ? extends Throwable> failures) {
		this.actual = actual;
		this.decoding = decoding;
		this.timer = timer;
		this.failures = failures;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		this.upstream = upstream;
		this.actual.onSubscribe(this);
	}

	@Override
	public void onNext(DataBuffer buffer) {
		this.buffers.offer(buffer);
		this.bufferRequested = false;
		drain();
	}

	@Override
	public void onError(Throwable failure) {
		this.bodyFailure = failure;
		this.bodyEnded = true;
		drain();
	}

	@Override
	public void onComplete() {
		this.bodyEnded = true;
		drain();
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			this.demand.accumulateAndGet(n, Operators::addCap);
			drain();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		this.upstream.cancel();
		drain();
	}

	private void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		while (missed != 0) {
			while (step()) {
				continue;
			}
			missed = this.work.addAndGet(-missed);
		}
	}

	/**
	 * Do the next thing there is to do.
	 * @return whether there may be more to do
	 */
	private boolean step() {
		if (this.ended || this.cancelled) {
			return discard();
		}
		if (this.decoding.hasEvents()) {
			return emit();
		}
		if (this.decoding.completed() || this.failure != null) {
			return end();
		}
		return this.demand.get() > 0 && read();
	}

	private boolean emit() {
		if (this.demand.get() == 0) {
			return false;
		}
		if (this.demand.get() != Long.MAX_VALUE) {
			this.demand.decrementAndGet();
		}
		this.actual.onNext(this.decoding.next());
		return true;
	}

	private boolean end() {
		this.ended = true;
		if (this.failure != null) {
			this.upstream.cancel();
			this.actual.onError(this.failures.apply(this.failure));
		}
		else {
			this.actual.onComplete();
			this.upstream.request(Long.MAX_VALUE);
		}
		return true;
	}

	private boolean read() {
		boolean last = this.bodyEnded;
		DataBuffer buffer = this.buffers.poll();
		if (buffer != null) {
			decode(() -> this.decoding.feed(buffer));
			DataBufferUtils.release(buffer);
			return true;
		}
		if (last || this.afterFinishOver) {
			decode(this::endOfBody);
			return true;
		}
		if (!this.bufferRequested) {
			this.bufferRequested = true;
			this.upstream.request(1);
		}
		return false;
	}

	private void endOfBody() {
		if (this.bodyEnded && this.bodyFailure == null) {
			this.decoding.end();
		}
		else if (this.decoding.finishing()) {
			this.decoding.complete();
		}
		else {
			this.failure = this.bodyFailure;
		}
	}

	private void decode(Runnable decoding) {
		try {
			decoding.run();
		}
		catch (RuntimeException ex) {
			this.failure = ex;
		}
		if (this.decoding.finishing() && this.afterFinish == null && !this.bodyEnded) {
			this.afterFinish = this.timer.schedule(this::afterFinishOver, AFTER_FINISH_SECONDS, TimeUnit.SECONDS);
		}
	}

	private void afterFinishOver() {
		this.afterFinishOver = true;
		drain();
	}

	private boolean discard() {
		if (this.afterFinishOver && !this.bodyEnded) {
			this.upstream.cancel();
		}
		if (this.afterFinish != null && (this.bodyEnded || this.cancelled)) {
			this.afterFinish.dispose();
		}
		DataBuffer buffer = this.buffers.poll();
		if (buffer != null) {
			DataBufferUtils.release(buffer);
		}
		return buffer != null;
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

}
