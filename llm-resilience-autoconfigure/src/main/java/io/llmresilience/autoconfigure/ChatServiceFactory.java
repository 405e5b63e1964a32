package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.Route;
import io.llmresilience.fallback.RouteSelector;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.observation.CallLogFilter;
import io.llmresilience.timeout.DeadlineFilter;

/**
 * Builds the {@link ChatService}: the one place that lists what stands before the routes.
 */
final class ChatServiceFactory {

	private static final Logger logger = LoggerFactory.getLogger(LlmResilienceAutoConfiguration.class);

	private final InstantSource clock = InstantSource.system();

	private final Scheduler timer = Schedulers.parallel();

	private final LlmResilienceProperties properties;

	private final Models models;

	private final Providers providers;

	private final RouteFactory routes;

	ChatServiceFactory(LlmResilienceProperties properties, LlmConnectionDetails connections, ProviderClients clients,
			RoutePolicies policies) {
		this.properties = properties;
		this.models = new Models(ModelCatalog.builtIn(), properties.models());
		this.providers = new Providers(connections);
		this.routes = new RouteFactory(properties, this.models, this.providers, clients, policies, this.clock,
				this.timer);
	}

	ChatService create(List<ChatFilter> userFilters) {
		List<ChatFilter> filters = new ArrayList<>();
		filters.add(new CallLogFilter(this.properties.observation(), this.clock));
		filters.add(new DeadlineFilter(this.clock, this.timer));
		filters.addAll(userFilters);
		Map<String, Route> routes = routes();
		String first = routes.keySet().iterator().next();
		return ChatService.over(ChatFilter.chain(filters, new RouteSelector(routes.values())),
				(request, wire) -> call(request, wire, first));
	}

	private Map<String, Route> routes() {
		Map<String, Route> routes = new LinkedHashMap<>();
		List<String> configured = this.properties.chat().routes();
		if (configured.isEmpty()) {
			throw new LlmConfigurationException("'llm.resilience.chat.routes' is empty, so there is nothing to call.",
					"Name at least one route as provider/model, for example anthropic/claude-sonnet-5-5.");
		}
		configured.forEach((name) -> add(routes, RouteName.of(name, "llm.resilience.chat.routes")));
		if (configured.size() > 1) {
			logger.warn("Only the first of {} routes in 'llm.resilience.chat.routes' is called, since this version has"
					+ " no failover: {}", configured.size(), configured.get(0));
		}
		for (LlmResilienceProperties.Model model : this.properties.models()) {
			RouteName name = RouteName.of(model.id(), "llm.resilience.models");
			if (this.providers.knows(name.provider())) {
				add(routes, name);
			}
		}
		return routes;
	}

	private void add(Map<String, Route> routes, RouteName name) {
		routes.computeIfAbsent(name.toString(), (key) -> this.routes.create(name));
	}

	private ChatCall call(ChatRequest request, ChatCall.Wire wire, String firstRoute) {
		ChatRequest.Handling handling = request.handling();
		Duration timeout = timeout(handling.timeouts().call(),
				(handling.route() != null) ? handling.route() : firstRoute);
		Instant now = this.clock.instant();
		return new ChatCall(request, now, now.plus(timeout), wire, (handling.onInterruption() != null)
				? handling.onInterruption() : this.properties.chat().onInterruption());
	}

	private Duration timeout(@Nullable Duration asked, String route) {
		if (asked != null) {
			return asked;
		}
		Duration ofModel = this.models.timeouts(route).call();
		return (ofModel != null) ? ofModel : this.properties.chat().timeout();
	}

}
