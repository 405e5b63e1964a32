package io.llmresilience.autoconfigure;

import java.security.SecureRandom;
import java.time.InstantSource;

import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.llmresilience.ChatService;
import io.llmresilience.history.HistoryCompressor;
import io.llmresilience.history.SummarizingCompressor;
import io.llmresilience.history.SummaryRoute;
import io.llmresilience.history.SummaryStore;
import io.llmresilience.model.TokenCounter;

/**
 * What summarizes older turns, for applications that ask for it: it sends what was said
 * to another model.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "llm.resilience.history.strategy", havingValue = "summarize")
@Import(SummaryRouteFactory.class)
class SummaryConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SummaryStore llmSummaryStore() {
		return SummaryStore.inMemory();
	}

	@Bean
	@ConditionalOnMissingBean({ HistoryCompressor.class, ChatService.class })
	SummarizingCompressor llmSummarizingCompressor(LlmResilienceProperties properties, SummaryRouteFactory routes,
			TokenCounter counter, SummaryStore store) {
		SummaryRoute route = routes.create(counter, new SecureRandom());
		return new SummarizingCompressor(properties.history(), route, store, InstantSource.system(),
				Schedulers.parallel(), Schedulers.boundedElastic());
	}

}
