package io.llmresilience.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

import io.llmresilience.ChatService;
import io.llmresilience.actuate.Report;
import io.llmresilience.model.ModelCatalog;

/**
 * Tells at start-up what calls can come to, and what cannot work together.
 */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

	private static final Logger logger = LoggerFactory.getLogger("io.llmresilience.report");

	@Bean
	static EagerService llmEagerService() {
		return new EagerService();
	}

	/**
	 * Comes after the service, which explains what is wrong with its routes.
	 */
	@Bean
	@DependsOn("llmChatService")
	@ConditionalOnMissingBean(ChatService.class)
	Report llmReport(LlmResilienceProperties properties) {
		Report report = new ReportFactory(properties, new Models(ModelCatalog.builtIn(), properties.models())).create();
		report.warnings().forEach(logger::warn);
		if (logger.isDebugEnabled()) {
			logger.debug(report.text());
		}
		return report;
	}

}
