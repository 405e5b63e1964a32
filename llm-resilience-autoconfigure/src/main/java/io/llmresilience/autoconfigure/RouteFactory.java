package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import reactor.core.scheduler.Scheduler;

import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.fallback.ModelRoute;
import io.llmresilience.model.ModelFit;
import io.llmresilience.model.ModelFitFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.OutputSettings;
import io.llmresilience.provider.ProviderExchange;
import io.llmresilience.retry.LlmRetryRules;
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

	private final LlmRetryRules rules;

	private final RateLimitFilters limits;

	private final InstantSource clock;

	private final Scheduler timer;

	RouteFactory(LlmResilienceProperties properties, Models models, Providers providers, ProviderClients clients,
			LlmRetryRules rules, RateLimitFilters limits, InstantSource clock, Scheduler timer) {
		this.properties = properties;
		this.models = models;
		this.providers = providers;
		this.clients = clients;
		this.rules = rules;
		this.limits = limits;
		this.clock = clock;
		this.timer = timer;
	}

	ModelRoute create(RouteName name) {
		Provider provider = this.providers.get(name.provider());
		ModelSpec model = this.models.find(name.toString());
		TimeoutSettings timeouts = this.properties.timeout().with(this.models.timeouts(name.toString()));
		LlmResilienceProperties.Chat chat = this.properties.chat();
		WebClient client = this.clients.get(provider, timeouts.connect());
		List<ChatFilter> rateLimit = this.limits.of(provider, model);
		List<ChatFilter> filters = new ArrayList<>();
		filters.add(new ModelFitFilter(model, new OutputSettings(chat.maxTokens(), chat.maxTokensLimit())));
		filters.add(new RetryFilter(model.id(), this.rules.of(provider.name()), this.limits.waits(rateLimit),
				this.clock, this.timer));
		filters.add(new GatherFilter());
		filters.addAll(rateLimit);
		filters.add(new TimeoutFilter(model.id(), timeouts, this.clock, this.timer));
		ChatExchange target = new ProviderExchange(client, provider.dialect(), model, this.properties.http(),
				this.clock, this.timer);
		return new ModelRoute(new ConfiguredRoute(model.id(), ChatFilter.chain(filters, target)), new ModelFit(model));
	}

}
