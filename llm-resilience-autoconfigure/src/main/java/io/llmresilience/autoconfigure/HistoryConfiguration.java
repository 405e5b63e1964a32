package io.llmresilience.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatService;
import io.llmresilience.history.HistoryCompressor;
import io.llmresilience.history.HistorySettings;
import io.llmresilience.model.TokenCounter;

/**
 * What makes conversations fit.
 */
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HistoryCompressor llmHistoryCompressor(LlmResilienceProperties properties) {
		HistorySettings settings = properties.history();
		return switch (settings.strategy()) {
			case NONE -> HistoryCompressor.none();
			case SLIDING_WINDOW, SUMMARIZE -> HistoryCompressor.slidingWindow(settings);
		};
	}

	@Bean
	@ConditionalOnMissingBean(ChatService.class)
	HistoryFilters llmRouteHistories(HistoryCompressor compressor, LlmResilienceProperties properties,
			TokenCounter counter) {
		return new HistoryFilters(compressor, properties.history(), counter);
	}

}
