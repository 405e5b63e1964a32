package io.llmresilience.fallback;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Route;
import io.llmresilience.Route.Availability;
import io.llmresilience.Route.State;

/**
 * Which routes and providers are left alone for a while, because they refused a call.
 * Thread-safe.
 */
public final class CoolDowns {

	private static final Logger logger = LoggerFactory.getLogger(CoolDowns.class);

	private final Map<String, CoolDownCell> cells = new ConcurrentHashMap<>();

	private final FallbackSettings settings;

	private final InstantSource clock;

	/**
	 * Create the cool-downs, none at first.
	 * @param settings how long they last
	 * @param clock tells the time
	 */
	public CoolDowns(FallbackSettings settings, InstantSource clock) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	/**
	 * Return how a route stands: cooling, or else what it says itself.
	 * @param route the route
	 * @return how it stands
	 */
	public Availability availability(Route route) {
		Instant now = this.clock.instant();
		CoolDown provider = cell(providerOf(route.name())).get();
		CoolDown coolDown = provider.active(now) ? provider : cell(route.name()).get();
		return coolDown.active(now) ? new Availability(State.COOLING, coolDown.until(), coolDown.reason())
				: route.availability();
	}

	/**
	 * Return who is left alone at present.
	 * @return routes and providers by name
	 */
	public List<CoolDownSnapshot> snapshot() {
		Instant now = this.clock.instant();
		List<CoolDownSnapshot> snapshots = new ArrayList<>();
		new TreeMap<>(this.cells).forEach((name, cell) -> {
			CoolDown coolDown = cell.get();
			if (coolDown.reason() != null && coolDown.active(now)) {
				snapshots.add(new CoolDownSnapshot(name, coolDown.reason(), coolDown.since(), coolDown.until()));
			}
		});
		return snapshots;
	}

	/**
	 * End a cool-down.
	 * @param name the route as {@code provider/model}, or the provider
	 * @return whether there was one
	 */
	public boolean clear(String name) {
		CoolDownCell cell = this.cells.get(name);
		return cell != null && cell.change((coolDown) -> CoolDown.NONE).active(this.clock.instant());
	}

	/**
	 * Begin a visit of a call to a route.
	 * @param route the route
	 * @return the visit, to be ended; {@code null} if another call has just begun to find
	 * out whether the route has recovered
	 */
	@Nullable Visit visit(Route route) {
		Instant now = this.clock.instant();
		Visit visit = new Visit(this, route.name(), now);
		return (visit.enter(cell(providerOf(route.name()))) && visit.enter(cell(route.name()))) ? visit : null;
	}

	/**
	 * Begin a visit to a route that is asked in any case.
	 * @param route the route
	 * @return the visit, to be ended
	 */
	Visit forcedVisit(Route route) {
		return new Visit(this, route.name(), this.clock.instant());
	}

	void answered(String route, Instant asked) {
		answered(cell(providerOf(route)), asked);
		answered(cell(route), asked);
	}

	private static void answered(CoolDownCell cell, Instant asked) {
		if (cell.get() != CoolDown.NONE) {
			cell.change((coolDown) -> coolDown.answered(asked));
		}
	}

	void refused(String route, LlmException failure) {
		switch (failure.kind()) {
			case AUTHENTICATION, PERMISSION, QUOTA_EXHAUSTED ->
				cool(providerOf(route), failure.kind(), this.settings.coolDown());
			case MODEL_NOT_FOUND -> cool(route, failure.kind(), this.settings.coolDown());
			case RATE_LIMITED -> cool(route, failure.kind(),
					(failure.retryAfter() != null) ? failure.retryAfter() : this.settings.patience());
			default -> {
			}
		}
	}

	private void cool(String name, FailureKind kind, Duration usual) {
		Instant now = this.clock.instant();
		CoolDown before = cell(name).change((coolDown) -> coolDown.refused(kind, usual, now));
		if (kind != FailureKind.RATE_LIMITED && !before.active(now)) {
			logger.warn("'{}' is left alone until {} after {}", name,
					cell(name).get().until().truncatedTo(ChronoUnit.MILLIS), kind);
		}
	}

	private CoolDownCell cell(String name) {
		return this.cells.computeIfAbsent(name, (key) -> new CoolDownCell());
	}

	private static String providerOf(String route) {
		return route.substring(0, Math.max(0, route.indexOf('/')));
	}

}
