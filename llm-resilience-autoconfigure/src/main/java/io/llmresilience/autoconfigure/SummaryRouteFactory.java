package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.history.HistoryCompressor;
import io.llmresilience.history.HistorySettings;
import io.llmresilience.history.SummaryRoute;
import io.llmresilience.model.Misfit;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelFit;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Builds the route that summarizes, which is like any other but leaves its own prompts as
 * they are, and refuses one that cannot work.
 */
@ConditionalOnMissingBean(ChatService.class)
record SummaryRouteFactory(LlmResilienceProperties properties, LlmConnectionDetails connections,
		ProviderClients clients, RoutePolicies policies) {

	private static final String ROUTE = "llm.resilience.history.summary.route";

	private static final String MAX_TOKENS = "llm.resilience.history.summary.max-tokens";

	SummaryRoute create(TokenCounter counter, RandomGenerator random) {
		HistorySettings settings = this.properties.history();
		RouteName name = name(settings.summary().route());
		Models models = new Models(ModelCatalog.builtIn(), this.properties.models());
		Providers providers = new Providers(this.connections);
		ModelSpec model = models.find(name.toString());
		checkProvider(name, providers);
		HistoryFilters none = new HistoryFilters(HistoryCompressor.none(), settings, counter);
		RouteFactory factory = new RouteFactory(this.properties, models, providers, this.clients, this.policies,
				InstantSource.system(), Schedulers.parallel());
		SummaryRoute route = new SummaryRoute(factory.create(name, none).route(), model, counter, random);
		checkLimit(settings.summary().maxTokens());
		checkModel(model, settings.summary().maxTokens());
		checkWindow(route, settings.summary().maxTokens());
		return route;
	}

	private static RouteName name(@Nullable String route) {
		if (route == null || route.isBlank() || route.contains("${")) {
			throw new LlmConfigurationException(
					"'" + ROUTE + "' is missing, but 'llm.resilience.history.strategy' is summarize.",
					"Name the route that summarizes as provider/model, for example openai/gpt-6-luna, or choose "
							+ "sliding-window.");
		}
		return RouteName.of(route, ROUTE);
	}

	private static void checkProvider(RouteName name, Providers providers) {
		if (!providers.knows(name.provider())) {
			throw new LlmConfigurationException(
					"'" + ROUTE + "' is '" + name + "', but provider '" + name.provider() + "' is not configured.",
					"Set 'llm.resilience.providers." + name.provider()
							+ ".api-key', or 'base-url' for a server that needs no key, or name another route.");
		}
	}

	private void checkLimit(int maxTokens) {
		Integer limit = this.properties.chat().maxTokensLimit();
		if (limit != null && limit < maxTokens) {
			throw new LlmConfigurationException(
					"'" + MAX_TOKENS + "' is " + maxTokens + ", but 'llm.resilience.chat.max-tokens-limit' is " + limit
							+ ", for all calls.",
					"Lower '" + MAX_TOKENS + "', or raise 'llm.resilience.chat.max-tokens-limit'.");
		}
	}

	private static void checkModel(ModelSpec model, int maxTokens) {
		Misfit misfit = new ModelFit(model).misfit(ChatRequest.of("Summarize."));
		if (misfit != null) {
			throw new LlmConfigurationException("'" + ROUTE + "' is '" + model.id() + "': " + misfit.reason() + ".",
					"Name another route.");
		}
		if (maxTokens > model.maxTokens()) {
			throw new LlmConfigurationException(
					"'" + MAX_TOKENS + "' is " + maxTokens + ", but '" + ROUTE + "' is '" + model.id()
							+ "', which can produce " + model.maxTokens() + " tokens.",
					"Lower '" + MAX_TOKENS + "', or name a route that can produce more.");
		}
	}

	private static void checkWindow(SummaryRoute route, int maxTokens) {
		if (!route.holds(maxTokens)) {
			throw new LlmConfigurationException(
					"'" + ROUTE + "' is '" + route.model().id() + "' with a context window of "
							+ route.model().contextWindow() + " tokens, but summaries of " + maxTokens
							+ " tokens need one of " + route.leastWindow(maxTokens)
							+ ": for instructions, the summary before, the new one and text of twice its length.",
					"Name a route with a larger window, lower '" + MAX_TOKENS
							+ "', or correct 'llm.resilience.models[].context-window'.");
		}
	}

}
