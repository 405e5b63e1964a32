package io.llmresilience.fallback;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatEvent;

/**
 * Asks a second route too when the first is slow, and goes on with the one that has
 * content first. The other one is cancelled.
 */
final class HedgedFlux extends Flux<ChatEvent> {

	private final Entry first;

	private final Supplier<@Nullable Entry> second;

	private final Duration after;

	private final Scheduler timer;

	/**
	 * Create the flux.
	 * @param first the first route's events
	 * @param second gives the second route's events, {@code null} if there is none or it
	 * may not be asked
	 * @param after when the second one is asked
	 * @param timer where the timer runs
	 */
	HedgedFlux(Entry first, Supplier<@Nullable Entry> second, Duration after, Scheduler timer) {
		this.first = first;
		this.second = second;
		this.after = after;
		this.timer = timer;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
		Race race = new Race(actual, this.first, this.second, this.timer);
		actual.onSubscribe(race);
		race.start(this.after);
	}

	/**
	 * One of the two.
	 *
	 * @param route the route
	 * @param events its events, subscribed to at once
	 */
	record Entry(String route, Flux<ChatEvent> events) {

	}

}
