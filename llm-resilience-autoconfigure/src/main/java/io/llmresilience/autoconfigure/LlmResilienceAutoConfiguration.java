package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatFilter;
import io.llmresilience.ChatService;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.ratelimit.RateLimits;
import io.llmresilience.retry.LlmRetryCustomizer;
import io.llmresilience.retry.LlmRetryRules;

/**
 * Auto-configuration for {@link ChatService}.
 */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
@ConditionalOnClass({ WebClient.class, ClientHttpConnectorBuilder.class })
@ConditionalOnBooleanProperty(name = "llm.resilience.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmResilienceProperties.class)
@Import(FallbackConfiguration.class)
public final class LlmResilienceAutoConfiguration {

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
	RateLimiters llmRateLimiters(LlmResilienceProperties properties) {
		Map<String, RateLimits> limits = new HashMap<>();
		properties.providers().forEach((name, provider) -> limits.put(name, provider.rateLimit()));
		properties.models()
			.stream()
			.filter((model) -> model.id() != null)
			.forEach((model) -> limits.put(model.id(), model.rateLimit()));
		return new RateLimiters(properties.rateLimit(), limits, InstantSource.system(), System::nanoTime,
				Schedulers.parallel());
	}

	@Bean
	@ConditionalOnMissingBean(ChatService.class)
	ProviderClients llmProviderClients(LlmResilienceProperties properties, ObjectProvider<WebClient.Builder> builders,
			ObjectProvider<ClientHttpConnectorBuilder<?>> connectors, ObjectProvider<HttpClientSettings> settings,
			ObjectProvider<LlmWebClientCustomizer> customizers) {
		return new ProviderClients(builders, connectors.getIfAvailable(ClientHttpConnectorBuilder::detect),
				settings.getIfAvailable(HttpClientSettings::defaults), properties.http(),
				customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	ChatService llmChatService(LlmResilienceProperties properties, LlmConnectionDetails connections,
			ProviderClients clients, LlmRetryRules rules, RateLimiters limiters, CoolDowns coolDowns,
			ObjectProvider<ChatFilter> filters) {
		return new ChatServiceFactory(properties, connections, clients, rules, limiters)
			.create(filters.orderedStream().toList(), coolDowns);
	}

}
