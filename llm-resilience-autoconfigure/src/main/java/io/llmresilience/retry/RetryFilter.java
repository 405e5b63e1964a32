package io.llmresilience.retry;

import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.Route;

/**
 * Tries a failed attempt again on the same route as long as no content has passed, the
 * rules say so, and the wait ends before the call's deadline.
 */
public final class RetryFilter implements ChatFilter {

	private final String route;

	private final ReactiveRetryTemplate template;

	private final RateLimitWaits rateLimitWaits;

	private final Supplier<Route.Availability> availability;

	private final InstantSource clock;

	/**
	 * Create the filter of one route.
	 * @param route the route, {@code provider/model}
	 * @param rules the rules of the route's provider
	 * @param rateLimitWaits who waits after a rate limit
	 * @param availability tells how the route stands; one whose circuit is open is not
	 * waited for
	 * @param clock tells the time
	 * @param timer where waits run
	 */
	public RetryFilter(String route, RetryRules rules, RateLimitWaits rateLimitWaits,
			Supplier<Route.Availability> availability, InstantSource clock, Scheduler timer) {
		this.route = Objects.requireNonNull(route, "'route' must not be null");
		this.template = new ReactiveRetryTemplate(rules, timer);
		this.rateLimitWaits = Objects.requireNonNull(rateLimitWaits, "'rateLimitWaits' must not be null");
		this.availability = Objects.requireNonNull(availability, "'availability' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> new RetriedCall(this.route, call, this.template.open(), this.rateLimitWaits,
				this.availability, this.clock)
			.over(next));
	}

}
