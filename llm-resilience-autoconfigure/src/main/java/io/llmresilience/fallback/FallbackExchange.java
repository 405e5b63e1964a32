package io.llmresilience.fallback;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.Route.State;
import io.llmresilience.fallback.RouteTable.Share;

/**
 * Tries the routes of a call one after the other, inside one deadline, until one answers.
 */
public final class FallbackExchange implements ChatExchange {

	private final RouteTable table;

	private final FallbackSettings settings;

	private final CoolDowns coolDowns;

	private final InstantSource clock;

	private final RandomGenerator random;

	private final Hedging hedging;

	/**
	 * Create the exchange.
	 * @param table the routes
	 * @param settings when a call goes on to another route
	 * @param coolDowns which routes are left alone for a while
	 * @param clock tells the time
	 * @param timer where timers run
	 * @param random shares the load, must be thread-safe
	 */
	public FallbackExchange(RouteTable table, FallbackSettings settings, CoolDowns coolDowns, InstantSource clock,
			Scheduler timer, RandomGenerator random) {
		this.table = Objects.requireNonNull(table, "'table' must not be null");
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.coolDowns = Objects.requireNonNull(coolDowns, "'coolDowns' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.hedging = new Hedging(settings, timer);
		this.random = Objects.requireNonNull(random, "'random' must not be null");
	}

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		return Flux.defer(() -> {
			Flux<ChatEvent> events = new Failover(this, call, plan(call)).run();
			boolean seams = call.streamed() && call.onInterruption() == InterruptionMode.RESTART;
			return seams ? events.concatMap(new Seam(), 0) : events;
		});
	}

	private RouteTable.Plan plan(ChatCall call) {
		return this.table.plan(call.request().handling().routes(), this::order);
	}

	/**
	 * Draw the healthy members of a group first.
	 */
	private List<Candidate> order(List<Share> members) {
		List<Candidate> order = new ArrayList<>(members.size());
		for (boolean healthy : new boolean[] { true, false }) {
			List<Share> drawn = members.stream().filter((member) -> isReady(member) == healthy).toList();
			LoadShare.order(drawn.stream().map(Share::load).toList(), this.random)
				.forEach((index) -> order.add(drawn.get(index).candidate()));
		}
		return order;
	}

	private boolean isReady(Share member) {
		return this.coolDowns.availability(member.candidate().route()).state() == State.READY;
	}

	FallbackSettings settings() {
		return this.settings;
	}

	Hedging hedging() {
		return this.hedging;
	}

	CoolDowns coolDowns() {
		return this.coolDowns;
	}

	InstantSource clock() {
		return this.clock;
	}

}
