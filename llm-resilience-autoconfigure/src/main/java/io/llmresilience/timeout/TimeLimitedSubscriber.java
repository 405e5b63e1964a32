package io.llmresilience.timeout;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;
import io.llmresilience.LlmException;
import io.llmresilience.timeout.TimeLimits.Expiry;
import io.llmresilience.timeout.TimeLimits.Verdict;

/**
 * Watches one stream of events. There is one timer task at a time, which looks at the
 * time of the last progress and goes back to sleep; an event costs no timer.
 */
final class TimeLimitedSubscriber implements CoreSubscriber<ChatEvent>, Subscription, Runnable {

	private static final int QUIET = 0;

	private static final int EMITTING = 1;

	private static final int EXPIRED = 2;

	private static final int COMPLETED = 3;

	private static final int ENDED = 4;

	private final CoreSubscriber<? super ChatEvent> actual;

	private final TimeLimits limits;

	private final Scheduler timer;

	private final BiFunction<Expiry, @Nullable String, LlmException> failure;

	private final AtomicInteger state = new AtomicInteger(QUIET);

	private final AtomicLong demand = new AtomicLong();

	private final Disposable.Swap task = Disposables.swap();

	private final long startedAt;

	private volatile long progressAt;

	private volatile boolean content;

	private volatile @Nullable String requestId;

	private volatile Expiry expiry = Expiry.NOTHING;

	private Subscription upstream = Operators.emptySubscription();

	TimeLimitedSubscriber(CoreSubscriber<? super ChatEvent> actual, TimeLimits limits, Scheduler timer,
			BiFunction<Expiry, @Nullable String, LlmException> failure) {
		this.actual = actual;
		this.limits = limits;
		this.timer = timer;
		this.failure = failure;
		this.startedAt = now();
		this.progressAt = this.startedAt;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		if (Operators.validate(this.upstream == Operators.emptySubscription() ? null : this.upstream, upstream)) {
			this.upstream = upstream;
			sleep(this.limits.judge(0, 0, false, true).askAgainIn());
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void onNext(ChatEvent event) {
		if (event instanceof ChatEvent.Completed) {
			complete(event);
			return;
		}
		if (!this.state.compareAndSet(QUIET, EMITTING)) {
			return;
		}
		noteProgress(event);
		this.actual.onNext(event);
		if (!this.state.compareAndSet(EMITTING, QUIET) && this.state.compareAndSet(EXPIRED, ENDED)) {
			this.actual.onError(this.failure.apply(this.expiry, this.requestId));
		}
	}

	/**
	 * Pass the whole answer, after which no limit counts: a call never both answers and
	 * fails.
	 */
	private void complete(ChatEvent event) {
		if (this.state.compareAndSet(QUIET, COMPLETED)) {
			this.task.dispose();
			this.actual.onNext(event);
		}
	}

	private boolean end() {
		return this.state.compareAndSet(QUIET, ENDED) || this.state.compareAndSet(COMPLETED, ENDED);
	}

	private void noteProgress(ChatEvent event) {
		if (event.isContent() || event instanceof ChatEvent.Note.Progressing) {
			this.progressAt = now();
			this.content = true;
		}
		else if (event instanceof ChatEvent.Note.Finishing && this.limits.idle() != TimeLimits.NONE) {
			this.task.dispose();
		}
		else if (event instanceof ChatEvent.Started started) {
			this.requestId = started.requestId();
		}
		if (this.demand.get() != Long.MAX_VALUE) {
			this.demand.decrementAndGet();
		}
	}

	@Override
	public void onError(Throwable failure) {
		if (end()) {
			this.task.dispose();
			this.actual.onError(failure);
		}
	}

	@Override
	public void onComplete() {
		if (end()) {
			this.task.dispose();
			this.actual.onComplete();
		}
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			if (this.demand.getAndAccumulate(n, Operators::addCap) == 0) {
				this.progressAt = now();
			}
			this.upstream.request(n);
		}
	}

	@Override
	public void cancel() {
		this.state.set(ENDED);
		this.task.dispose();
		this.upstream.cancel();
	}

	@Override
	public void run() {
		long now = now();
		Verdict verdict = this.limits.judge(now - this.startedAt, now - this.progressAt, this.content,
				this.demand.get() > 0);
		if (verdict.expiry() == Expiry.NOTHING) {
			sleep(verdict.askAgainIn());
		}
		else {
			expire(verdict.expiry());
		}
	}

	private void expire(Expiry expiry) {
		this.expiry = expiry;
		if (this.state.compareAndSet(QUIET, ENDED)) {
			this.upstream.cancel();
			this.actual.onError(this.failure.apply(expiry, this.requestId));
		}
		else if (this.state.compareAndSet(EMITTING, EXPIRED)) {
			this.upstream.cancel();
		}
	}

	private void sleep(long nanos) {
		if (!this.task.isDisposed()) {
			this.task.replace(this.timer.schedule(this, nanos, TimeUnit.NANOSECONDS));
		}
	}

	private long now() {
		return this.timer.now(TimeUnit.NANOSECONDS);
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

}
