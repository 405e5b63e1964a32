package io.llmresilience.benchmarks;

import java.util.HashMap;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.helpers.NOPAppender;
import org.slf4j.LoggerFactory;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Spring Boot applications that only make calls, with default settings.
 */
@EnableAutoConfiguration
class Clients {

	static final String API_KEY = "sk-simulator";

	private static final String BOOTS_METERS = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration,"
			+ "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration,"
			+ "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration,"
			+ "org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration";

	private static final String OUR_METERS = "io.llmresilience.autoconfigure.LlmObservationAutoConfiguration,"
			+ "io.llmresilience.autoconfigure.LlmMetricsAutoConfiguration";

	/**
	 * Starts an application.
	 * @param baseUrl where the provider listens
	 * @param properties what differs from the defaults, by name under
	 * {@code llm.resilience}
	 */
	static ConfigurableApplicationContext start(String baseUrl, Map<String, Object> properties) {
		return start(baseUrl, properties, BOOTS_METERS + "," + OUR_METERS);
	}

	/**
	 * Starts an application whose HTTP clients are observed.
	 * @param baseUrl where the provider listens
	 * @param watched whether calls are observed, counted and logged too
	 */
	static ConfigurableApplicationContext startObserved(String baseUrl, boolean watched) {
		return start(baseUrl, Map.of("observation.log-success", watched), watched ? "" : OUR_METERS);
	}

	private static ConfigurableApplicationContext start(String baseUrl, Map<String, Object> properties,
			String excluded) {
		Map<String, Object> all = new HashMap<>();
		all.put("spring.autoconfigure.exclude", excluded);
		all.put("llm.resilience.providers.openai.base-url", baseUrl);
		all.put("llm.resilience.providers.openai.api-key", API_KEY);
		all.put("llm.resilience.chat.routes", "openai/gpt-6-luna");
		all.put("logging.level.root", "warn");
		all.put("logging.level.io.llmresilience.call", "info");
		properties.forEach((name, value) -> all.put("llm.resilience." + name, value));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Clients.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(all)
			.run();
		silence("io.llmresilience.call");
		return context;
	}

	/**
	 * Lets a logger build its lines but write them nowhere.
	 */
	private static void silence(String name) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		NOPAppender<ILoggingEvent> nowhere = new NOPAppender<>();
		nowhere.setContext(logger.getLoggerContext());
		nowhere.start();
		logger.setAdditive(false);
		logger.addAppender(nowhere);
	}

}
