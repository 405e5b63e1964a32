package io.llmresilience.history;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Takes a piece of a document when a chunk is asked for that cannot be cut without it. At
 * most one piece is here at a time. All cutting happens on the worker.
 */
final class ChunkSubscriber implements CoreSubscriber<CharSequence>, Subscription, Runnable {

	private final CoreSubscriber<? super DocumentChunk> actual;

	private final ChunkCutter cutter;

	private final Scheduler.Worker worker;

	private final AtomicLong demand = new AtomicLong();

	private final AtomicInteger signals = new AtomicInteger();

	private Subscription upstream = Operators.emptySubscription();

	private volatile @Nullable CharSequence piece;

	private volatile boolean asked;

	private volatile boolean ended;

	private volatile @Nullable Throwable failure;

	private volatile boolean done;

	private int position;

	ChunkSubscriber(CoreSubscriber<? super DocumentChunk> actual, ChunkCutter cutter, Scheduler.Worker worker) {
		this.actual = actual;
		this.cutter = cutter;
		this.worker = worker;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		if (Operators.validate(this.upstream == Operators.emptySubscription() ? null : this.upstream, upstream)) {
			this.upstream = upstream;
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void onNext(CharSequence piece) {
		this.piece = piece;
		this.asked = false;
		signal();
	}

	@Override
	public void onError(Throwable failure) {
		this.failure = failure;
		onComplete();
	}

	@Override
	public void onComplete() {
		this.ended = true;
		signal();
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			this.demand.getAndAccumulate(n, Operators::addCap);
			signal();
		}
	}

	@Override
	public void cancel() {
		this.done = true;
		this.upstream.cancel();
		this.worker.dispose();
	}

	private void signal() {
		if (this.done || this.signals.getAndIncrement() > 0) {
			return;
		}
		try {
			this.worker.schedule(this);
		}
		catch (RejectedExecutionException ex) {
			if (!this.done) {
				fail(Operators.onRejectedExecution(ex, this.upstream, null, null, currentContext()));
			}
		}
	}

	@Override
	public void run() {
		int missed = this.signals.get();
		while (missed > 0) {
			try {
				boolean more = true;
				while (more && !this.done) {
					more = advance();
				}
			}
			catch (Throwable ex) {
				this.upstream.cancel();
				fail(ex);
			}
			missed = this.signals.addAndGet(-missed);
		}
	}

	/**
	 * Take one step.
	 * @return whether there may be another one before the next signal
	 */
	private boolean advance() {
		boolean ended = this.ended;
		CharSequence piece = this.piece;
		int wanted = this.cutter.wanted();
		if (wanted == 0) {
			return cut();
		}
		if (piece != null) {
			feed(piece, wanted);
			return true;
		}
		return ended ? end() : ask();
	}

	private boolean cut() {
		if (this.cutter.isEmpty()) {
			this.done = true;
			this.worker.dispose();
			this.actual.onComplete();
		}
		else if (this.demand.get() > 0) {
			this.demand.getAndUpdate((demand) -> (demand == Long.MAX_VALUE) ? demand : demand - 1);
			this.actual.onNext(this.cutter.next());
			return true;
		}
		return false;
	}

	private void feed(CharSequence piece, int wanted) {
		int end = Math.min(this.position + wanted, piece.length());
		this.cutter.accept(piece, this.position, end);
		this.position = end;
		if (end == piece.length()) {
			this.position = 0;
			this.piece = null;
		}
	}

	private boolean end() {
		Throwable failure = this.failure;
		if (failure != null) {
			fail(failure);
			return false;
		}
		this.cutter.end();
		return true;
	}

	private boolean ask() {
		if (this.demand.get() > 0 && !this.asked) {
			this.asked = true;
			this.upstream.request(1);
		}
		return false;
	}

	private void fail(Throwable failure) {
		this.done = true;
		this.worker.dispose();
		this.actual.onError(failure);
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

}
