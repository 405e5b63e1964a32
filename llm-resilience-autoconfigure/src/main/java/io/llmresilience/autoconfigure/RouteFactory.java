package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.budget.BudgetDoorFilter;
import io.llmresilience.budget.BudgetFilter;
import io.llmresilience.circuitbreaker.CircuitBreakerFilter;
import io.llmresilience.circuitbreaker.CircuitDoorFilter;
import io.llmresilience.circuitbreaker.ProviderTime;
import io.llmresilience.circuitbreaker.RouteCircuitBreaker;
import io.llmresilience.fallback.ModelRoute;
import io.llmresilience.model.ModelFit;
import io.llmresilience.model.ModelFitFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.OutputSettings;
import io.llmresilience.model.PriceList;
import io.llmresilience.model.TokenEstimator;
import io.llmresilience.provider.ProviderExchange;
import io.llmresilience.retry.RetryFilter;
import io.llmresilience.timeout.GatherFilter;
import io.llmresilience.timeout.TimeoutFilter;
import io.llmresilience.timeout.TimeoutSettings;

/**
 * Builds routes: the one place that lists what stands between a route's door and its
 * provider.
 */
final class RouteFactory {

	private final LlmResilienceProperties properties;

	private final Models models;

	private final Providers providers;

	private final ProviderClients clients;

	private final RoutePolicies policies;

	private final InstantSource clock;

	private final Scheduler timer;

	RouteFactory(LlmResilienceProperties properties, Models models, Providers providers, ProviderClients clients,
			RoutePolicies policies, InstantSource clock, Scheduler timer) {
		this.properties = properties;
		this.models = models;
		this.providers = providers;
		this.clients = clients;
		this.policies = policies;
		this.clock = clock;
		this.timer = timer;
	}

	/**
	 * Build a route.
	 * @param name its name
	 * @param history what makes its conversations fit
	 * @return the route
	 */
	ModelRoute create(RouteName name, HistoryFilters history) {
		Provider provider = this.providers.get(name.provider());
		ModelSpec model = this.models.find(name.toString());
		TimeoutSettings timeouts = this.properties.timeout().with(this.models.timeouts(name.toString()));
		LlmResilienceProperties.Chat chat = this.properties.chat();
		ModelFit fit = new ModelFit(model, history::least);
		RouteCircuitBreaker circuit = this.policies.circuits().of(model.id());
		List<ChatFilter> filters = new ArrayList<>();
		filters.add(new ModelFitFilter(model, fit, new OutputSettings(chat.maxTokens(), chat.maxTokensLimit())));
		filters.addAll(history.of(model));
		filters.add(new RetryFilter(model.id(), this.policies.retry().of(provider.name()),
				this.policies.limits().waits(), circuit::availability, this.clock, this.timer));
		filters.add(new GatherFilter());
		filters.addAll(this.policies.attemptFilters(model.id()));
		filters.addAll(attempt(provider, model, circuit, timeouts));
		ChatExchange target = new ProviderExchange(this.clients.get(provider, timeouts.connect()), provider.dialect(),
				model, this.properties.http(), this.clock, this.timer);
		return new ModelRoute(new ConfiguredRoute(model.id(), ChatFilter.chain(filters, target), circuit::availability),
				fit);
	}

	private List<ChatFilter> attempt(Provider provider, ModelSpec model, RouteCircuitBreaker circuit,
			TimeoutSettings timeouts) {
		PriceList prices = this.models.prices();
		TokenEstimator estimator = this.policies.tokens().estimator(model);
		return List.of(new BudgetDoorFilter(this.policies.budgets(), model, prices, estimator),
				new CircuitDoorFilter(circuit), this.policies.limits().of(provider, model),
				new BudgetFilter(this.policies.budgets(), model, prices, estimator),
				new CircuitBreakerFilter(circuit,
						new ProviderTime(timeouts.firstToken(), timeouts.idle(), timeouts.attempt())),
				new TimeoutFilter(model.id(), timeouts, this.clock, this.timer));
	}

}
