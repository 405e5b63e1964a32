package io.llmresilience.ratelimit;

import java.util.Arrays;
import java.util.function.UnaryOperator;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ratelimit.Verdict.Answer;

/**
 * All limits of one provider and its routes at one moment: every call is decided, and all
 * it takes reserved, in one step from one state to the next. Immutable.
 *
 * @param provider the provider's limits
 * @param routes each route's own limits, never changed
 */
record LimiterState(Scope provider, Scope[] routes) {

	/**
	 * Decide about a new call. It never goes before those that wait.
	 */
	Verdict decide(Ask ask, int maxQueue, long now) {
		Scope route = this.routes[ask.route()];
		if (route.buckets().exceededBy(ask.demand()) || this.provider.buckets().exceededBy(ask.demand())) {
			return new Verdict(Answer.TOO_LARGE, this, 0);
		}
		if (this.provider.backlog().calls() == 0 && this.provider.waitFor(ask.demand(), Demand.NONE, now) == 0
				&& route.waitAlone(ask.demand(), now) == 0) {
			return new Verdict(Answer.ADMITTED, take(ask.route(), ask.demand(), now), 0);
		}
		long wait = expectedWait(ask, now);
		if (wait > ask.patience()) {
			return new Verdict(Answer.WAIT_TOO_LONG, this, wait);
		}
		if (route.backlog().calls() >= maxQueue) {
			return new Verdict(Answer.QUEUE_FULL, this, wait);
		}
		return new Verdict(Answer.QUEUED, enqueue(ask), wait);
	}

	/**
	 * How long the first waiting call of a route has to wait.
	 */
	long waitFor(int route, Demand demand, long now) {
		return Math.max(this.provider.waitFor(demand, Demand.NONE, now),
				this.routes[route].waitFor(demand, Demand.NONE, now));
	}

	private long expectedWait(Ask ask, long now) {
		Scope route = this.routes[ask.route()];
		Demand ahead = route.backlog().ahead(ask.arrival());
		Demand aheadInAll = ahead;
		for (Scope other : this.routes) {
			if (other != route && other.backlog().calls() > 0 && other.open(now)) {
				aheadInAll = aheadInAll.plus(other.backlog().ahead(ask.arrival()));
			}
		}
		return Math.max(route.waitForQuota(ask.demand(), ahead, now),
				this.provider.waitForQuota(ask.demand(), aheadInAll, now));
	}

	LimiterState take(int route, Demand demand, long now) {
		return with(this.provider.take(demand, Buckets.UNLIMITED, now), route,
				this.routes[route].take(demand, this.provider.buckets(), now));
	}

	private LimiterState enqueue(Ask ask) {
		Scope route = this.routes[ask.route()];
		return with(this.provider.withBacklog(this.provider.backlog().plus(ask.demand(), ask.arrival())), ask.route(),
				route.withBacklog(route.backlog().plus(ask.demand(), ask.arrival())));
	}

	/**
	 * Forget a call that waited.
	 */
	LimiterState dequeue(Ask ask) {
		Scope route = this.routes[ask.route()];
		return with(this.provider.withBacklog(this.provider.backlog().minus(ask.demand())), ask.route(),
				route.withBacklog(route.backlog().minus(ask.demand())));
	}

	/**
	 * End a call.
	 * @param booking what it reserved
	 * @param actual what it used
	 * @param now the time
	 * @return the next state
	 */
	LimiterState settle(Booking booking, Demand actual, long now) {
		return with(this.provider.settle(booking.demand(), actual, booking.at(), now), booking.route(),
				this.routes[booking.route()].settle(booking.demand(), actual, booking.at(), now));
	}

	/**
	 * Take note of an answer to a call.
	 */
	LimiterState answered(Booking booking, long now) {
		Scope route = this.routes[booking.route()];
		Scope next = route.answered(booking.at(), now);
		return (next == route) ? this : with(this.provider, booking.route(), next);
	}

	/**
	 * Take note that the provider refused a call for its rate. Its route goes quiet, and
	 * all others where the provider meant the whole account; else they only lose their
	 * burst.
	 */
	LimiterState throttled(Booking booking, Throttling throttling, long now) {
		Scope route = this.routes[booking.route()].throttled(booking, throttling, known(booking), now);
		Scope account = throttling.wholeProvider() ? this.provider.throttled(booking, throttling, known(booking), now)
				: this.provider.empty(now);
		return with(account, booking.route(), route);
	}

	/**
	 * Until when nobody of a route goes.
	 */
	long pausedUntil(int route) {
		return longerPause(route).until();
	}

	/**
	 * Why a call of a route waits.
	 */
	WaitReason waitReason(int route, long now) {
		Pause pause = longerPause(route);
		return pause.lasts(now) ? pause.reason() : WaitReason.LIMITER;
	}

	private Pause longerPause(int route) {
		Pause ofRoute = this.routes[route].pause();
		return (ofRoute.until() >= this.provider.pause().until()) ? ofRoute : this.provider.pause();
	}

	private double known(Booking booking) {
		return Math.min(this.provider.buckets().callsPerSecond(booking.demand()),
				this.routes[booking.route()].buckets().callsPerSecond(booking.demand()));
	}

	LimiterState learn(Booking booking, ServerLimits limits, TokenCounting counting, long now) {
		Scope route = this.routes[booking.route()];
		Scope next = route.learn(limits, new Lesson(booking.demand(), booking.books(), booking.at(), counting, now));
		return (next == route) ? this : with(this.provider, booking.route(), next);
	}

	LimiterState withRoute(Scope route) {
		Scope[] routes = Arrays.copyOf(this.routes, this.routes.length + 1);
		routes[this.routes.length] = route;
		return new LimiterState(this.provider, routes);
	}

	/**
	 * Change the provider or a route.
	 * @param name the provider, or the route
	 * @param change makes the next state of it
	 * @return the next state, the same if there is nothing of that name
	 */
	LimiterState with(String name, UnaryOperator<Scope> change) {
		if (this.provider.profile().name().equals(name)) {
			return new LimiterState(change.apply(this.provider), this.routes);
		}
		for (int i = 0; i < this.routes.length; i++) {
			if (this.routes[i].profile().name().equals(name)) {
				return with(this.provider, i, change.apply(this.routes[i]));
			}
		}
		return this;
	}

	private LimiterState with(Scope provider, int number, Scope route) {
		Scope[] routes = this.routes.clone();
		routes[number] = route;
		return new LimiterState(provider, routes);
	}

	/**
	 * What one call has reserved.
	 *
	 * @param route the route's number
	 * @param demand what it reserved
	 * @param at when
	 * @param books the route's limits just after that
	 */
	record Booking(int route, Demand demand, long at, Scope books) {

	}

}
