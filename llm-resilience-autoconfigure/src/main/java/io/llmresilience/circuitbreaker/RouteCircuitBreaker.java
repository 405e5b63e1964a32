package io.llmresilience.circuitbreaker;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.llmresilience.CallRefusedException;
import io.llmresilience.Route;
import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot.State;

/**
 * The circuit of one route. Its phase is all that it remembers; whoever changes that
 * tells of it. Thread-safe.
 */
public final class RouteCircuitBreaker {

	private static final Logger logger = LoggerFactory.getLogger(RouteCircuitBreaker.class);

	private final String route;

	private final Phases phases;

	private final Consumer<CircuitBreakerTransition> listener;

	private final AtomicReference<Phase> phase;

	private final WaitingCalls waiting;

	private final LongAdder refused = new LongAdder();

	RouteCircuitBreaker(String route, Phases phases, Consumer<CircuitBreakerTransition> listener) {
		this.route = route;
		this.phases = phases;
		this.listener = listener;
		this.phase = new AtomicReference<>(phases.closed(route));
		this.waiting = new WaitingCalls(phases.timer());
	}

	/**
	 * Return whether calls would pass now: also when the time to try again has come and
	 * nobody has tried yet.
	 * @return how the route stands
	 */
	public Route.Availability availability() {
		Phase phase = phase();
		if (phase.admits(this.phases.nanos())) {
			return Route.Availability.READY;
		}
		return (phase instanceof Paused) ? new Route.Availability(Route.State.PAUSED, null, null)
				: new Route.Availability(Route.State.CIRCUIT_OPEN, phase.until(), phase.reason());
	}

	/**
	 * Return how the circuit stands.
	 * @return the state with its figures
	 */
	public CircuitBreakerSnapshot snapshot() {
		Phase phase = phase();
		State state = phase.state(this.phases.nanos());
		Instant until = phase.until();
		Instant since = (state == State.HALF_OPEN && until != null) ? until : begin(phase);
		Tally tally = phase.tally();
		Phase counting = (phase instanceof Paused paused) ? paused.before() : phase;
		int inFlight = (counting instanceof Phase.Passing passing) ? passing.window().inFlight() : 0;
		return new CircuitBreakerSnapshot(this.route, state, since, (state == State.HALF_OPEN) ? null : until,
				phase.reason(), tally, inFlight, this.refused.sum());
	}

	private static Instant begin(Phase phase) {
		return (phase instanceof Open open) ? open.first() : phase.since().instant();
	}

	/**
	 * Let no call pass until the circuit is closed by hand. One that has been opened by
	 * hand stays as it is.
	 */
	public void open() {
		Open open = this.phases.openByHand();
		set((phase) -> isOpenByHand(phase) ? phase : behindPause(phase, open));
	}

	private static boolean isOpenByHand(Phase phase) {
		Phase circuit = (phase instanceof Paused paused) ? paused.before() : phase;
		return circuit instanceof Open open && open.isByHand();
	}

	/**
	 * Let all calls pass, and forget how earlier ones went.
	 */
	public void close() {
		Phase closed = this.phases.closed(this.route);
		set((phase) -> behindPause(phase, closed));
	}

	/**
	 * Change the circuit and leave a pause in front of it, if there is one.
	 */
	private static Phase behindPause(Phase phase, Phase circuit) {
		return (phase instanceof Paused paused) ? paused.withBefore(circuit) : circuit;
	}

	/**
	 * Let no call pass until the route is resumed, and leave the circuit as it is. Calls
	 * in flight go on.
	 */
	public void pause() {
		set((phase) -> (phase instanceof Paused) ? phase : this.phases.paused(phase));
	}

	/**
	 * Let calls pass again as the circuit allows.
	 */
	public void resume() {
		set((phase) -> (phase instanceof Paused paused) ? paused.before() : phase);
		if (phase() instanceof Phase.Passing passing) {
			judge(passing);
		}
	}

	/**
	 * Begin as on the first day.
	 */
	public void reset() {
		resume();
		close();
		this.refused.reset();
	}

	/**
	 * Return why a call is not let through at present, without trying to.
	 * @return the refusal, {@code null} if it has a chance
	 */
	@Nullable CallRefusedException refusal() {
		Phase phase = phase();
		long now = this.phases.nanos();
		return phase.admits(now) ? null : Refusals.of(this.route, phase, now);
	}

	/**
	 * Return why a call shall rather take another route while this one recovers.
	 * @return the refusal, {@code null} if it is among those that pass
	 */
	@Nullable CallRefusedException slowStartRefusal() {
		if (!(phase() instanceof Closed closed)) {
			return null;
		}
		double share = closed.share(this.phases.nanos());
		return this.phases.isAmong(share) ? null : Refusals.slowStart(this.route, share);
	}

	/**
	 * Let an attempt through.
	 * @return its permission, to be settled before the end of the attempt is passed on
	 * @throws CallRefusedException if it may not
	 */
	Permission acquire() {
		Phase phase = present();
		if (phase instanceof Phase.Passing passing && passing.window().tryAcquire()) {
			return new Permission(this, passing);
		}
		this.refused.increment();
		throw shut();
	}

	/**
	 * Say why no call passes.
	 * @return the refusal
	 */
	CallRefusedException shut() {
		return Refusals.of(this.route, phase(), this.phases.nanos());
	}

	private Phase present() {
		Phase phase = phase();
		if (phase instanceof Open open && open.admits(this.phases.nanos())) {
			change(open, this.phases.halfOpen(this.route, open));
		}
		else if (phase instanceof HalfOpen probing && probing.lost(this.phases.nanos())) {
			change(probing, this.phases.halfOpen(this.route, probing.before()));
		}
		return phase();
	}

	/**
	 * Look at a phase after the end of a call in it.
	 * @param passing the phase
	 */
	void judge(Phase.Passing passing) {
		if (phase() != passing) {
			return;
		}
		if (passing.window().tripped()) {
			change(passing, this.phases.open(passing));
		}
		else if (passing instanceof HalfOpen && passing.window().sound()) {
			change(passing, this.phases.recovered(this.route));
		}
	}

	private Phase phase() {
		return Objects.requireNonNull(this.phase.get());
	}

	private void change(Phase from, Phase to) {
		if (this.phase.compareAndSet(from, to)) {
			changed(from, to);
		}
	}

	private void set(UnaryOperator<Phase> change) {
		Phase from;
		Phase to;
		do {
			from = phase();
			to = change.apply(from);
		}
		while (!this.phase.compareAndSet(from, to));
		changed(from, to);
	}

	private void changed(Phase from, Phase to) {
		if (!(to instanceof Phase.Passing)) {
			this.waiting.judge();
		}
		State before = from.state(from.since().nanos());
		State after = to.state(to.since().nanos());
		if (before != after) {
			log(before, after, to);
			this.listener.accept(new CircuitBreakerTransition(this.route, before, after, this.phases.now().instant(),
					to.until(), to.reason()));
		}
	}

	private void log(State before, State after, Phase to) {
		if (before == State.CLOSED && to instanceof Open open && !open.isByHand()) {
			logger.warn("Circuit of {} opens for {} ms: {}", this.route, Duration.ofNanos(open.length()).toMillis(),
					open.cause());
		}
		else {
			logger.debug("Circuit of {} goes from {} to {}", this.route, before, after);
		}
	}

	void refused() {
		this.refused.increment();
	}

	long nanos() {
		return this.phases.nanos();
	}

	WaitingCalls waiting() {
		return this.waiting;
	}

}
