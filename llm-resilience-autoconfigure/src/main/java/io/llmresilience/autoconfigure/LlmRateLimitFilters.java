package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

import io.llmresilience.ratelimit.Demand;

/**
 * Puts the rate limits of a provider before a {@code WebClient} of the application's own,
 * for embeddings say. The limits are the same ones that calls of the chat service keep:
 * what either sends counts for both.
 *
 * @see io.llmresilience.provider.RateLimitExchangeFilter
 */
@FunctionalInterface
public interface LlmRateLimitFilters {

	/**
	 * Return a filter under which every request takes one request and no tokens.
	 * @param route the route, {@code provider/model}; it need not be one of the chat
	 * service's
	 * @return the filter, to be added after those that may send a request again
	 */
	default ExchangeFilterFunction forRoute(String route) {
		return forRoute(route, (request) -> Demand.of(0, 0));
	}

	/**
	 * Return a filter under which requests take what a function says.
	 * @param route the route, {@code provider/model}
	 * @param demand says what a request takes, by an attribute of the request say
	 * @return the filter, to be added after those that may send a request again
	 */
	default ExchangeFilterFunction forRoute(String route, Function<ClientRequest, Demand> demand) {
		return forRoute(route, demand, ChronoUnit.FOREVER.getDuration());
	}

	/**
	 * Return a filter under which requests take what a function says and wait no longer
	 * than they may.
	 * @param route the route, {@code provider/model}
	 * @param demand says what a request takes, by an attribute of the request say
	 * @param maxWait the longest wait, if it is shorter than the configured one
	 * @return the filter, to be added after those that may send a request again
	 */
	ExchangeFilterFunction forRoute(String route, Function<ClientRequest, Demand> demand, Duration maxWait);

}
