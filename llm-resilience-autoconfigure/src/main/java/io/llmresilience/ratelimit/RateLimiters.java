package io.llmresilience.ratelimit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ratelimit.RateLimitSnapshot.Quota;
import io.llmresilience.ratelimit.Scope.Profile;

/**
 * All rate limits inside this process. Thread-safe.
 */
public final class RateLimiters {

	private final RateLimitSettings settings;

	private final Map<String, RateLimits> configured;

	private final InstantSource clock;

	private final LongSupplier nanos;

	private final Scheduler timer;

	private final RandomGenerator random;

	private final Map<String, ProviderLimiter> providers = new ConcurrentHashMap<>();

	private final Map<String, LocalRateLimiter> routes = new ConcurrentHashMap<>();

	/**
	 * Create the limits.
	 * @param settings how calls wait
	 * @param configured the configured limits by provider, and by route as
	 * {@code provider/model}
	 * @param clock tells the time
	 * @param nanoTime nanoseconds of a clock that never jumps, such as
	 * {@code System::nanoTime}
	 * @param timer where waits run, and where calls go on after them
	 * @param random spreads returns after a refusal, must be thread-safe
	 */
	public RateLimiters(RateLimitSettings settings, Map<String, RateLimits> configured, InstantSource clock,
			LongSupplier nanoTime, Scheduler timer, RandomGenerator random) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.configured = Map.copyOf(configured);
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.timer = Objects.requireNonNull(timer, "'timer' must not be null");
		this.random = Objects.requireNonNull(random, "'random' must not be null");
		long origin = nanoTime.getAsLong();
		this.nanos = () -> nanoTime.getAsLong() - origin;
	}

	/**
	 * Return the limiter of a route.
	 * @param route the route, {@code provider/model}
	 * @param counting how its provider counts tokens
	 * @return the limiter, the same one for the same route
	 */
	public RateLimiter limiterFor(String route, TokenCounting counting) {
		return this.routes.computeIfAbsent(route, (name) -> provider(name).addRoute(name, configured(name), counting));
	}

	private ProviderLimiter provider(String route) {
		String provider = route.substring(0, Math.max(route.indexOf('/'), 0));
		return this.providers.computeIfAbsent(provider, (name) -> new ProviderLimiter(name, configured(name),
				this.settings, this.nanos, this.timer, this.random));
	}

	private RateLimits configured(String name) {
		return this.configured.getOrDefault(name, RateLimits.NONE);
	}

	/**
	 * Change configured limits while calls run. What is used or owed stays so, and
	 * waiting calls are judged again.
	 * @param name the provider, or the route as {@code provider/model}
	 * @param limits the new limits; one that is not set is learnt or does not exist
	 * @throws IllegalArgumentException if there is no such provider or route
	 */
	public void reconfigure(String name, RateLimits limits) {
		provider(name, this.routes.get(name))
			.update((state, now) -> state.with(name, (scope) -> scope.withLimits(limits, now)));
	}

	/**
	 * Let calls go at once, whatever the provider last said: ends a pause and forgets a
	 * pace that was learnt from refusals.
	 * @param name the provider, or the route as {@code provider/model}
	 * @throws IllegalArgumentException if there is no such provider or route
	 */
	public void resume(String name) {
		provider(name, this.routes.get(name)).update((state, now) -> state.with(name, (scope) -> scope.resume(now)));
	}

	private ProviderLimiter provider(String name, @Nullable LocalRateLimiter route) {
		ProviderLimiter provider = (route != null) ? route.provider() : this.providers.get(name);
		if (provider == null) {
			throw new IllegalArgumentException("'name' must be a provider or a route in use, one of "
					+ this.providers.keySet() + " and " + this.routes.keySet() + ", but is '" + name + "'");
		}
		return provider;
	}

	/**
	 * Refuse the calls that wait and those that come, since the application is shutting
	 * down. Calls in flight are not touched.
	 */
	public void stop() {
		this.providers.values().forEach((provider) -> provider.close(true));
	}

	/**
	 * Admit calls again after {@link #stop()}.
	 */
	public void start() {
		this.providers.values().forEach((provider) -> provider.close(false));
	}

	/**
	 * Return how all limits stand.
	 * @return providers first, then routes, each by name
	 */
	public List<RateLimitSnapshot> snapshot() {
		List<RateLimitSnapshot> snapshots = new ArrayList<>();
		new TreeMap<>(this.providers).values().forEach((provider) -> snapshots.add(snapshot(provider)));
		new TreeMap<>(this.routes).values().forEach((route) -> snapshots.add(snapshot(route)));
		return snapshots;
	}

	private RateLimitSnapshot snapshot(ProviderLimiter provider) {
		List<LocalRateLimiter> own = this.routes.values()
			.stream()
			.filter((route) -> route.provider() == provider)
			.toList();
		return snapshot(provider.state().provider(), provider.now(),
				own.stream().mapToLong(LocalRateLimiter::waitedCount).sum(),
				own.stream().mapToLong(LocalRateLimiter::refusedCount).sum());
	}

	private RateLimitSnapshot snapshot(LocalRateLimiter route) {
		ProviderLimiter provider = route.provider();
		return snapshot(provider.state().routes()[route.number()], provider.now(), route.waitedCount(),
				route.refusedCount());
	}

	private RateLimitSnapshot snapshot(Scope scope, long now, long waited, long refused) {
		int permits = scope.profile().permits();
		return new RateLimitSnapshot(scope.profile().name(), quotas(scope, now), scope.inFlight(),
				(permits != Profile.UNLIMITED) ? permits : null, scope.backlog().calls(), pausedUntil(scope, now),
				waited, refused);
	}

	private static List<Quota> quotas(Scope scope, long now) {
		List<Quota> quotas = new ArrayList<>();
		for (Dimension dimension : Dimension.ALL) {
			if (scope.limit(dimension).exists()) {
				quotas.add(quota(dimension, scope.bucket(dimension), now));
			}
		}
		if (scope.pace().active()) {
			quotas.add(quota(Dimension.REQUESTS, scope.pace().bucket(), now));
		}
		return quotas;
	}

	private static Quota quota(Dimension dimension, Bucket bucket, long now) {
		return new Quota(dimension, bucket.limit().perMinute(), bucket.available(now), bucket.limit().learnt());
	}

	private @Nullable Instant pausedUntil(Scope scope, long now) {
		return scope.pause().lasts(now) ? this.clock.instant().plusNanos(scope.pause().until() - now) : null;
	}

}
