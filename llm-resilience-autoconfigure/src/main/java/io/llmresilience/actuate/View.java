package io.llmresilience.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.llmresilience.circuitbreaker.CircuitBreakerSnapshot;
import io.llmresilience.fallback.CoolDownSnapshot;
import io.llmresilience.ratelimit.RateLimitSnapshot;

/**
 * How everything stands at one moment, by name of the route or the provider.
 *
 * @param circuits the circuits by route
 * @param coolDowns the cool-downs by route and by provider
 * @param limits the limits by route and by provider
 */
record View(Map<String, CircuitBreakerSnapshot> circuits, Map<String, CoolDownSnapshot> coolDowns,
		Map<String, RateLimitSnapshot> limits) {

	static View of(Rooms rooms) {
		return new View(byName(rooms.circuits().snapshot(), CircuitBreakerSnapshot::route),
				byName(rooms.coolDowns().snapshot(), CoolDownSnapshot::name),
				byName(rooms.limiters().snapshot(), RateLimitSnapshot::name));
	}

	private static <T> Map<String, T> byName(List<T> snapshots, Function<T, String> name) {
		return snapshots.stream()
			.collect(Collectors.toMap(name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
	}

	/**
	 * Return the names of all routes, by name.
	 */
	TreeSet<String> routes() {
		return new TreeSet<>(this.circuits.keySet());
	}

	/**
	 * Return the names of all providers, by name.
	 */
	TreeSet<String> providers() {
		return routes().stream().map(Rooms::providerOf).collect(Collectors.toCollection(TreeSet::new));
	}

	Standing standing(String route) {
		String provider = Rooms.providerOf(route);
		CoolDownSnapshot coolDown = this.coolDowns.get(provider);
		return Standing.of(this.circuits.get(route), (coolDown != null) ? coolDown : this.coolDowns.get(route),
				later(pausedUntil(provider), pausedUntil(route)));
	}

	private @Nullable Instant pausedUntil(String name) {
		RateLimitSnapshot limits = this.limits.get(name);
		return (limits != null) ? limits.pausedUntil() : null;
	}

	private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isAfter(other) ? one : other;
	}

}
