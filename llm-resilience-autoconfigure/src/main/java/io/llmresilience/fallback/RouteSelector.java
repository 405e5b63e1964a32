package io.llmresilience.fallback;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import reactor.core.publisher.Flux;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.FailureKind;
import io.llmresilience.Route;

/**
 * Takes the route that the request names, or else the first one configured.
 */
public final class RouteSelector implements ChatExchange {

	private final Route first;

	private final Map<String, Route> routes;

	/**
	 * Create the selector.
	 * @param routes the configured routes, the preferred one first, not empty
	 */
	public RouteSelector(Collection<? extends Route> routes) {
		this.first = routes.iterator().next();
		this.routes = new LinkedHashMap<>();
		routes.forEach((route) -> this.routes.put(route.name(), route));
	}

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		String asked = call.request().handling().route();
		Route route = (asked != null) ? this.routes.get(asked) : this.first;
		if (route == null) {
			return Flux.error(() -> new CallRefusedException(FailureKind.INVALID_REQUEST, null,
					"'route' is '" + asked + "', which is not configured; use one of " + this.routes.keySet()
							+ " or add it to 'llm.resilience.chat.routes' or 'llm.resilience.models'"));
		}
		return route.exchange(call);
	}

}
