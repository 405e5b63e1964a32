package io.llmresilience.provider;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

import io.llmresilience.ratelimit.Demand;
import io.llmresilience.ratelimit.RateLimiter;

/**
 * Lets requests of a {@code WebClient} of the application's own through when the provider
 * allows them, without holding a thread. One that would wait too long is not sent and
 * fails with {@link io.llmresilience.CallRefusedException}. Thread-safe.
 * <p>
 * Responses pass as they are. Their headers teach the limiter; one that says that the
 * rate is exceeded holds everybody back until its hint, which is decided by the first 64
 * KB of an error's body as they pass by, so that a used-up quota is not taken for it. It
 * is left to the application to send a refused request again: it waits in line then.
 * <p>
 * A request is in flight until its response's body has been read, released or cancelled;
 * one that is never read keeps its place among the concurrent calls, as it keeps its
 * connection. Usage is not read from bodies, what was reserved stays charged, and the
 * provider's headers correct it.
 */
public final class RateLimitExchangeFilter implements ExchangeFilterFunction {

	private final RateLimiter limiter;

	private final Dialect dialect;

	private final Function<ClientRequest, Demand> demand;

	private final Duration maxWait;

	private final InstantSource clock;

	/**
	 * Create the filter.
	 * @param limiter the limiter of the route that is called
	 * @param dialect how the provider words limits and errors
	 * @param demand says what a request takes
	 * @param maxWait the longest wait, in addition to the limiter's own
	 * @param clock tells the time
	 */
	public RateLimitExchangeFilter(RateLimiter limiter, Dialect dialect, Function<ClientRequest, Demand> demand,
			Duration maxWait, InstantSource clock) {
		this.limiter = Objects.requireNonNull(limiter, "'limiter' must not be null");
		this.dialect = Objects.requireNonNull(dialect, "'dialect' must not be null");
		this.demand = Objects.requireNonNull(demand, "'demand' must not be null");
		this.maxWait = Objects.requireNonNull(maxWait, "'maxWait' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException(
					"'maxWait' must not be negative, but is " + maxWait + "; zero means that no request waits");
		}
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> this.limiter.acquire(demand(request), this.clock.instant(), this.maxWait))
			.flatMap((permit) -> new LimitedExchange(permit, this.dialect, this.clock).exchange(request, next));
	}

	private Demand demand(ClientRequest request) {
		return Objects.requireNonNull(this.demand.apply(request), "'demand' must not return null");
	}

}
