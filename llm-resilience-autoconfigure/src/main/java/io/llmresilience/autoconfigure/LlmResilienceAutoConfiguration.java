package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.Random;

import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatService;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.retry.LlmRetryCustomizer;
import io.llmresilience.retry.LlmRetryRules;

/**
 * Auto-configuration for {@link ChatService}.
 */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
@ConditionalOnClass({ WebClient.class, ClientHttpConnectorBuilder.class })
@ConditionalOnBooleanProperty(name = "llm.resilience.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmResilienceProperties.class)
@Import({ RateLimitConfiguration.class, TokenCounterConfiguration.class, SummaryConfiguration.class,
		HistoryConfiguration.class, FallbackConfiguration.class, BudgetConfiguration.class, ReportConfiguration.class,
		CallFilters.class, RoutePolicies.class })
public final class LlmResilienceAutoConfiguration {

	@Bean
	static LlmBindHandlerAdvisor llmBindHandlerAdvisor() {
		return new LlmBindHandlerAdvisor();
	}

	@Bean
	@ConditionalOnMissingBean
	LlmConnectionDetails llmConnectionDetails(LlmResilienceProperties properties) {
		return new PropertiesLlmConnectionDetails(properties);
	}

	@Bean
	@ConditionalOnMissingBean
	LlmRetryRules llmRetryRules(LlmResilienceProperties properties, ObjectProvider<LlmRetryCustomizer> customizers) {
		return new LlmRetryRules(properties.retry(), customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	CircuitBreakers llmCircuitBreakers(LlmResilienceProperties properties, ApplicationEventPublisher events) {
		return new CircuitBreakers(properties.circuitBreaker(), InstantSource.system(), Schedulers.parallel(),
				new Random(),
				(transition) -> Schedulers.boundedElastic().schedule(() -> events.publishEvent(transition)));
	}

	@Bean
	@ConditionalOnMissingBean(ChatService.class)
	ProviderClients llmProviderClients(LlmResilienceProperties properties, ObjectProvider<WebClient.Builder> builders,
			ObjectProvider<ClientHttpConnectorBuilder<?>> connectors, ObjectProvider<HttpClientSettings> settings,
			ObjectProvider<LlmWebClientCustomizer> customizers) {
		return new ProviderClients(builders, connectors.getIfAvailable(ClientHttpConnectorBuilder::detect),
				settings.getIfAvailable(HttpClientSettings::defaults), properties.http(),
				customizers.orderedStream().toList(), properties.retry().maxAttempts() > 1);
	}

	@Bean
	@ConditionalOnMissingBean
	ChatService llmChatService(LlmResilienceProperties properties, LlmConnectionDetails connections,
			ProviderClients clients, RoutePolicies policies, HistoryFilters history, CoolDowns coolDowns,
			CallFilters filters) {
		return new ChatServiceFactory(properties, connections, clients, policies, history).create(filters, coolDowns);
	}

}
