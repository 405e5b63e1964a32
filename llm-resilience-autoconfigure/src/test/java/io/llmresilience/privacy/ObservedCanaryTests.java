package io.llmresilience.privacy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.web.exchanges.InMemoryHttpExchangeRepository;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest.Timeouts;
import io.llmresilience.ChatService;
import io.llmresilience.RecordedSpans;
import io.llmresilience.actuate.LlmOperation;
import io.llmresilience.test.LlmProviderSimulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Makes many calls of all kinds that carry canaries, with everything logged, observed,
 * traced and scraped, and looks for them in all of it.
 */
class ObservedCanaryTests {

	private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

	private static final List<Object> results = new ArrayList<>();

	private static LlmProviderSimulator simulator;

	private static LogTrap logs;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void makeCalls() {
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
		simulator = LlmProviderSimulator.builder().apiKey(Canary.KEY.text()).start();
		logs = new LogTrap();
		context = run();
		ChatService chat = context.getBean(ChatService.class);
		for (int i = 0; i < 4; i++) {
			results.addAll(CanaryCalls.make(chat, simulator, CanaryCalls.good(), Timeouts.DEFAULT));
			results.addAll(CanaryCalls.make(chat, simulator, CanaryCalls.failing(),
					new Timeouts(null, HALF_A_SECOND, HALF_A_SECOND, HALF_A_SECOND.plus(HALF_A_SECOND))));
		}
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.applicationStartup(new BufferingApplicationStartup(4096))
			.properties("spring.main.banner-mode=off", "server.address=127.0.0.1", "server.port=0",
					"management.endpoints.web.exposure.include=*", "management.endpoint.llm.access=unrestricted",
					"management.endpoint.health.show-details=always", "management.endpoint.env.show-values=always",
					"management.endpoint.configprops.show-values=always", "management.info.env.enabled=true",
					"management.tracing.sampling.probability=1", "llm.resilience.chat.routes=openai/gpt-4o-mini",
					"llm.resilience.models[0].id=anthropic/claude-sonnet-4-5",
					"llm.resilience.observation.labels=feature",
					"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=" + Canary.KEY.text(),
					"llm.resilience.providers.openai.headers.x-tenant=" + Canary.HEADER.text(),
					"llm.resilience.providers.openai.headers.cookie=session=" + Canary.COOKIE.text(),
					"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
					"llm.resilience.providers.anthropic.api-key=" + Canary.KEY.text(),
					"llm.resilience.rate-limit.mode=observe", "llm.resilience.retry.max-attempts=2",
					"llm.resilience.retry.initial-interval=1ms", "llm.resilience.circuit-breaker.window=10000",
					"llm.resilience.circuit-breaker.minimum-calls=10000")
			.run();
	}

	@AfterAll
	static void stop() {
		context.close();
		logs.close();
		simulator.close();
		System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
	}

	@Test
	void callsShouldBeManyAndOfAllKinds() {
		assertThat(results.stream().filter(ObservedCanaryTests::isAnEnd).count()).isGreaterThan(500);
		assertThat(simulator.requests())
			.anySatisfy((request) -> assertThat(request.text()).contains(Canary.PROMPT.text(), Canary.USER_ID.text()));
		assertThat(context.getBean(RecordedSpans.class).all()).hasSizeGreaterThan(1000);
	}

	private static boolean isAnEnd(Object result) {
		return !(result instanceof ChatEvent) || result instanceof ChatEvent.Completed;
	}

	@Test
	void metersShouldHoldNothing() {
		List<String> ids = new ArrayList<>();
		context.getBean(MeterRegistry.class).getMeters().forEach((meter) -> ids.add(meter.getId().toString()));
		assertThat(ids).anySatisfy((id) -> assertThat(id).contains("llm.resilience.tokens"))
			.anySatisfy((id) -> assertThat(id).contains("http.client.requests"))
			.noneMatch(Canary::isIn);
	}

	@Test
	void scrapeShouldHoldNothing() {
		assertThat(context.getBean(PrometheusMeterRegistry.class).scrape().lines())
			.anySatisfy((line) -> assertThat(line).startsWith("gen_ai_client_operation_duration_seconds_bucket"))
			.noneMatch(Canary::isIn);
	}

	@Test
	void spansShouldHoldNothing() {
		assertThat(context.getBean(RecordedSpans.class).all()).extracting(ObservedCanaryTests::text)
			.anySatisfy((span) -> assertThat(span).contains("chat gpt-4o-mini"))
			.anySatisfy((span) -> assertThat(span).contains("exception.message"))
			.noneMatch(Canary::isIn);
	}

	@Test
	void observationsShouldHoldNothing() {
		assertThat(context.getBean(Contexts.class).contexts)
			.anySatisfy((text) -> assertThat(text).contains("gen_ai.client.operation"))
			.anySatisfy((text) -> assertThat(text).contains("llm.resilience.call"))
			.noneMatch(Canary::isIn);
	}

	@Test
	void logShouldHoldNothing() {
		assertThat(logs.loggers()).contains("io.llmresilience.call");
		assertThat(logs.drain()).isEmpty();
	}

	@Test
	void actuatorShouldShowNothing() {
		Map<String, String> answers = walk().answers();
		assertThat(answers.keySet()).contains("llm", "health", "configprops", "env", "beans", "conditions", "metrics",
				"prometheus", "mappings", "httpexchanges", "threaddump", "scheduledtasks", "startup",
				"metrics/gen_ai.client.operation.duration", "metrics/llm.resilience.call");
		assertThat(answers.get("llm")).contains("\"failedCalls\":[{\"at\"");
		assertThat(answers.get("configprops")).contains("rateLimit", "openai");
		answers.values().removeIf((answer) -> !Canary.isIn(answer));
		assertThat(answers.keySet()).isEmpty();
	}

	static Stream<Arguments> operations() {
		return Stream.of(arguments("llm/openai", Map.of("operation", "pause")),
				arguments("llm/openai", Map.of("operation", "resume")),
				arguments("llm/anthropic", Map.of("operation", "clear-cool-down")),
				arguments("llm/openai",
						Map.of("operation", "change-limit", "limit", "tokens-per-minute", "value", "9000000")),
				arguments("llm/openai", Map.of("operation", "change-limit", "limit", "x", "value", "y")),
				arguments("llm/openai", Map.of("operation", "explode")), arguments("llm/openai", Map.of()),
				arguments("llm/nobody", Map.of("operation", "pause")));
	}

	@ParameterizedTest
	@MethodSource("operations")
	void operationShouldShowNothing(String path, Map<String, String> body) {
		assertThat(walk().post(path, body)).matches((answer) -> !Canary.isIn(answer), "holds no canary");
		assertThat(context.getBean(Audit.class).operations).noneMatch((event) -> Canary.isIn(event.toString()));
	}

	@Test
	void whenAnOperatorSendsNonsenseShouldQuoteThatAlone() {
		String value = "what-the-operator-sent";
		Map<String, String> change = Map.of("operation", "change-limit", "limit", "tokens-per-minute", "value", value);
		for (String answer : List.of(walk().post("llm/" + value, Map.of()),
				walk().post("llm/openai", Map.of("operation", value)), walk().post("llm/openai", change))) {
			assertThat(answer).startsWith("40").contains("'" + value + "'");
			assertThat(Canary.isIn(answer)).isFalse();
		}
	}

	private static ActuatorWalk walk() {
		return new ActuatorWalk(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static String text(SpanData span) {
		return span.getName() + span.getAttributes() + span.getEvents() + span.getStatus() + span.getResource();
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RecordedSpans spans() {
			return new RecordedSpans();
		}

		@Bean
		SimpleSpanProcessor spanProcessor(RecordedSpans spans) {
			return (SimpleSpanProcessor) SimpleSpanProcessor.create(spans);
		}

		@Bean
		Contexts contexts() {
			return new Contexts();
		}

		@Bean
		Audit audit() {
			return new Audit();
		}

		@Bean
		InMemoryHttpExchangeRepository httpExchanges() {
			return new InMemoryHttpExchangeRepository();
		}

	}

	/**
	 * Keeps what contexts show of our own observations, and how they failed.
	 */
	static final class Contexts implements ObservationHandler<Observation.Context> {

		private final List<String> contexts = new CopyOnWriteArrayList<>();

		@Override
		public void onStop(Observation.Context context) {
			StringWriter text = new StringWriter();
			text.append(context.toString());
			Throwable error = context.getError();
			if (error != null) {
				error.printStackTrace(new PrintWriter(text));
			}
			this.contexts.add(text.toString());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	/**
	 * Keeps what was done by hand.
	 */
	static final class Audit {

		private final List<LlmOperation> operations = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LlmOperation operation) {
			this.operations.add(operation);
		}

	}

}
