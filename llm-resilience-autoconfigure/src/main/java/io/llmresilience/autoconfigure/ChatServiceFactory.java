package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.budget.BudgetSettings.LoopGuard;
import io.llmresilience.budget.LoopGuardFilter;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.fallback.FallbackExchange;
import io.llmresilience.fallback.RouteGroup;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.observation.CallLogWatcher;
import io.llmresilience.observation.CallWatchFilter;
import io.llmresilience.timeout.DeadlineFilter;

/**
 * Builds the {@link ChatService}: the one place that lists what stands before the routes.
 */
final class ChatServiceFactory {

	private final InstantSource clock = InstantSource.system();

	private final Scheduler timer = Schedulers.parallel();

	private final RandomGenerator random = new Random();

	private final LlmResilienceProperties properties;

	private final Models models;

	private final RouteTableFactory routes;

	ChatServiceFactory(LlmResilienceProperties properties, LlmConnectionDetails connections, ProviderClients clients,
			RoutePolicies policies, HistoryFilters history) {
		this.properties = properties;
		this.models = new Models(ModelCatalog.builtIn(), properties.models());
		Providers providers = new Providers(connections);
		RouteFactory factory = new RouteFactory(properties, this.models, providers, clients, policies, this.clock,
				this.timer);
		this.routes = new RouteTableFactory(properties, providers, (name) -> factory.create(name, history));
	}

	ChatService create(CallFilters callFilters, CoolDowns coolDowns) {
		List<ChatFilter> filters = new ArrayList<>();
		filters.add(new CallWatchFilter(
				callFilters.watchers(new CallLogWatcher(this.properties.observation(), this.clock))));
		filters.add(new DeadlineFilter(this.clock, this.timer));
		filters.addAll(callFilters.aroundRoutes());
		LoopGuard guard = this.properties.budget().loopGuard();
		if (guard.isOn()) {
			filters.add(new LoopGuardFilter(guard, this.clock));
		}
		ChatExchange fallback = new FallbackExchange(this.routes.create(), this.properties.fallback(), coolDowns,
				this.clock, this.timer, this.random);
		return ChatService.over(ChatFilter.chain(filters, fallback), this::call);
	}

	private ChatCall call(ChatRequest request, ChatCall.Wire wire) {
		ChatRequest.Handling handling = request.handling();
		List<String> routes = handling.routes().isEmpty() ? this.properties.chat().routes() : handling.routes();
		Duration timeout = timeout(handling.timeouts().call(), routes.get(0));
		Instant now = this.clock.instant();
		return new ChatCall(request, now, now.plus(timeout), wire, (handling.onInterruption() != null)
				? handling.onInterruption() : this.properties.chat().onInterruption());
	}

	private Duration timeout(@Nullable Duration asked, String firstEntry) {
		if (asked != null) {
			return asked;
		}
		Duration ofModel = this.models.timeouts(RouteGroup.firstRoute(firstEntry)).call();
		return (ofModel != null) ? ofModel : this.properties.chat().timeout();
	}

}
