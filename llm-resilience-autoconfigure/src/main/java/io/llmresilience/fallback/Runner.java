package io.llmresilience.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.fallback.HedgedFlux.Entry;

/**
 * One of the routes in a {@link Race}. Until somebody wins it asks for one event at a
 * time, and only while the consumer waits; what comes before content is held back.
 */
final class Runner implements CoreSubscriber<ChatEvent> {

	private final Race race;

	private final long startedAt;

	private volatile String route = "";

	private final AtomicBoolean asking = new AtomicBoolean();

	private volatile List<ChatEvent> held = List.of();

	private volatile Subscription upstream = Operators.emptySubscription();

	private @Nullable NotesFirstSubscriber delivery;

	Runner(Race race, long startedAt) {
		this.race = race;
		this.startedAt = startedAt;
	}

	void run(Entry entry) {
		this.route = entry.route();
		entry.events().subscribe(this);
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		this.upstream = upstream;
		if (this.race.admits(this)) {
			pull();
		}
		else {
			upstream.cancel();
		}
	}

	void pull() {
		if (this.upstream != Operators.emptySubscription() && this.race.wanted()
				&& this.asking.compareAndSet(false, true)) {
			this.upstream.request(1);
		}
	}

	@Override
	public void onNext(ChatEvent event) {
		if (this.delivery != null) {
			this.delivery.onNext(event);
			return;
		}
		if (event.isContent() || event instanceof ChatEvent.Completed) {
			win(List.of(event));
		}
		else {
			hold(event);
			this.asking.set(false);
			pull();
		}
	}

	private void hold(ChatEvent event) {
		List<ChatEvent> held = new ArrayList<>(this.held);
		held.add(event);
		this.held = List.copyOf(held);
	}

	private void win(List<ChatEvent> content) {
		this.delivery = this.race.win(this, content);
		if (this.delivery != null) {
			this.delivery.continueWith(this.upstream);
			this.race.deliver(this.delivery);
		}
	}

	@Override
	public void onError(Throwable failure) {
		if (this.delivery != null) {
			this.delivery.onError(failure);
		}
		else {
			this.race.dropOut(this, failure);
		}
	}

	@Override
	public void onComplete() {
		if (this.delivery == null) {
			win(List.of());
		}
		if (this.delivery != null) {
			this.delivery.onComplete();
		}
	}

	void giveUp() {
		this.upstream.cancel();
	}

	/**
	 * Return what has come before content, and never content itself.
	 */
	List<ChatEvent> held() {
		return this.held;
	}

	Note overtakenBy(Runner winner) {
		long failed = this.held.stream().filter(Note.AttemptEnded.class::isInstance).count();
		return new Note.Overtaken(this.route, (int) failed + 1, winner.route,
				Duration.ofMillis(this.race.now() - this.startedAt));
	}

	@Override
	public Context currentContext() {
		return this.race.context();
	}

}
