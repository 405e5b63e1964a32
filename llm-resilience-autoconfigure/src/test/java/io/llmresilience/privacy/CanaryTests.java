package io.llmresilience.privacy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.beans.BeansEndpoint;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequest.Timeouts;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Message;
import io.llmresilience.autoconfigure.LlmConnectionDetails;
import io.llmresilience.autoconfigure.LlmResilienceProperties;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Plants canaries wherever secrets and content come from, lets everything log as much as
 * it can, and looks for them wherever they could get out.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanaryTests {

	private static final Logger logger = LoggerFactory.getLogger(CanaryTests.class);

	private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

	private static final LlmProviderSimulator simulator = LlmProviderSimulator.builder()
		.apiKey(Canary.KEY.text())
		.start();

	private static LogTrap logs;

	private static ConfigurableApplicationContext context;

	private static ChatService chat;

	@BeforeAll
	static void start() {
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
		logs = new LogTrap();
		context = run();
		chat = context.getBean(ChatService.class);
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.http.codecs.log-request-details=true", "spring.main.banner-mode=off",
					"canary.key=" + Canary.KEY.text(), "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=*", "llm.resilience.chat.routes=openai/gpt-4o-mini",
					"llm.resilience.models[0].id=anthropic/claude-sonnet-4-5",
					"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
					"llm.resilience.providers.openai.api-key=${canary.key}",
					"llm.resilience.providers.openai.headers.x-tenant=" + Canary.HEADER.text(),
					"llm.resilience.providers.openai.headers.cookie=session=" + Canary.COOKIE.text(),
					"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
					"llm.resilience.providers.anthropic.api-key=" + Canary.KEY.text(),
					"llm.resilience.rate-limit.max-wait=3s", "llm.resilience.retry.max-attempts=2",
					"llm.resilience.retry.initial-interval=1ms", "llm.resilience.circuit-breaker.window=10000",
					"llm.resilience.circuit-breaker.minimum-calls=10000")
			.run(arguments);
	}

	@AfterAll
	static void stop() {
		context.close();
		logs.close();
		simulator.close();
		System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
	}

	@Test
	void goodCallsShowNothing(CapturedOutput output) {
		List<Object> results = CanaryCalls.make(chat, simulator, CanaryCalls.good(), Timeouts.DEFAULT);
		assertThat(results).noneMatch(Throwable.class::isInstance)
			.filteredOn(ChatResponse.class::isInstance)
			.hasSize(8);
		assertThat(simulator.requests()).allSatisfy((request) -> assertThat(request.text())
			.contains(Canary.PROMPT.text(), Canary.SYSTEM.text(), Canary.TOOL_ARGUMENTS.text(), Canary.USER_ID.text()));
		assertSilent(results, output);
	}

	@Test
	void everybodyLogsAsMuchAsTheyCan() {
		chat.call(CanaryCalls.request("openai/gpt-4o-mini", "x").build());
		assertThat(logs.loggers()).contains("io.llmresilience.call",
				"org.springframework.web.reactive.function.client.ExchangeFunctions",
				"org.springframework.boot.SpringApplication", "reactor.netty.channel.FluxReceive",
				"reactor.netty.http.client.HttpClientOperations");
	}

	@Test
	void failingCallsShowNothing(CapturedOutput output) {
		List<Object> results = CanaryCalls.make(chat, simulator, CanaryCalls.failing(),
				new Timeouts(null, HALF_A_SECOND, HALF_A_SECOND, HALF_A_SECOND.plus(HALF_A_SECOND)));
		RateLimiters limiters = context.getBean(RateLimiters.class);
		limiters.snapshot().forEach((snapshot) -> limiters.resume(snapshot.name()));
		assertThat(results).filteredOn(LlmException.class::isInstance).hasSizeGreaterThan(140);
		assertSilent(results, output);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 400, 503 })
	void summariesShowNothing(int status, CapturedOutput output) {
		simulator.when((request) -> request.text().contains("You summarize"), CanaryCalls.summary(status));
		List<Message> messages = new ArrayList<>(CanaryCalls.request("openai/gpt-4o-mini", "x").build().messages());
		while (messages.size() < 500) {
			messages.addAll(messages.subList(1, 5));
		}
		ChatRequest request = CanaryCalls.request("openai/gpt-4o-mini", "x")
			.messages(messages)
			.user(Canary.PROMPT.text() + status)
			.build();
		try (ConfigurableApplicationContext summarizing = run("--llm.resilience.history.strategy=summarize",
				"--llm.resilience.history.summary.route=anthropic/claude-sonnet-4-5",
				"--llm.resilience.models[0].id=openai/gpt-4o-mini", "--llm.resilience.models[0].context-window=4000")) {
			ChatResponse answer = summarizing.getBean(ChatService.class).call(request);
			FailureKind failure = answer.trace().shortenings().get(0).summary().failure();
			assertThat(failure == null).isEqualTo(status == 200);
			assertSilent(List.of(answer, answer.trace()), output);
		}
		simulator.reset();
	}

	@Test
	void cancelledCallsShowNothing(CapturedOutput output) {
		simulator.when((request) -> request.text().contains("<slow>"),
				Reply.text((Canary.COMPLETION.text() + " ").repeat(200)).tokensPerSecond(500));
		List<Object> results = new ArrayList<>();
		for (String route : CanaryCalls.ROUTES) {
			ChatRequest request = CanaryCalls.request(route, "slow").build();
			results.addAll(chat.stream(request).take(5).collectList().block(Duration.ofSeconds(5)));
			chat.send(request).timeout(Duration.ofMillis(50)).onErrorComplete().block(Duration.ofSeconds(5));
		}
		simulator.awaitOpenExchanges(0, Duration.ofSeconds(5));
		assertSilent(results, output);
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai.api-kye", "mistral", "mistral.headers", "openai.api" })
	void wrongConfigurationShowsNothing(String property, CapturedOutput output) {
		String secret = property.equals("openai.api") ? "mistral" : Canary.KEY.text();
		assertThatException().isThrownBy(() -> run("--llm.resilience.providers." + property + "=" + secret))
			.satisfies((failure) -> assertSilent(List.of(failure), output));
	}

	@Test
	void refusedCallsShowNothing(CapturedOutput output) {
		List<ChatRequest> refused = List.of(CanaryCalls.request("openai/unknown", "x").build(),
				CanaryCalls.request("openai/gpt-4o-mini", "x").user(Canary.PROMPT.text().repeat(500_000)).build(),
				CanaryCalls.request("openai/gpt-4o-mini", "x").extra("openai", "x", new Secret()).build());
		for (ChatRequest request : refused) {
			assertThatException().isThrownBy(() -> chat.call(request))
				.satisfies((failure) -> assertSilent(List.of(failure, request), output));
		}
	}

	@Test
	void endpointsShowNothing(CapturedOutput output) {
		chat.call(CanaryCalls.request("openai/gpt-4o-mini", "x").build());
		Object properties = context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties();
		List<String> json = Stream
			.of(properties, context.getBean(EnvironmentEndpoint.class).environment(null),
					context.getBean(BeansEndpoint.class).beans(),
					context.getBean(MetricsEndpoint.class).metric("http.client.requests", null))
			.map(new JsonMapper()::writeValueAsString)
			.toList();
		assertThat(json.get(0)).contains("llm.resilience", "apiKey", "x-tenant");
		assertThat(json.get(1)).contains("llm.resilience.providers.openai.headers.cookie");
		assertSilent(json, output);
	}

	@Test
	void metersAndThreadsShowNothing(CapturedOutput output) {
		chat.call(CanaryCalls.request("openai/gpt-4o-mini", "x").build());
		List<Object> names = new ArrayList<>(Thread.getAllStackTraces().keySet());
		context.getBean(MeterRegistry.class).getMeters().forEach((meter) -> names.add(meter.getId()));
		assertThat(names).anySatisfy((name) -> assertThat(name.toString()).contains("http.client.requests"));
		assertSilent(names, output);
	}

	@Test
	void textFormsShowNothing(CapturedOutput output) {
		ChatRequest request = CanaryCalls.request("openai/gpt-4o-mini", "x").build();
		assertSilent(List.of(request, request.messages(), request.toolUse(), request.sampling(), request.origin(),
				request.handling(), context.getBean(LlmResilienceProperties.class),
				context.getBean(LlmConnectionDetails.class).find("openai"), simulator.requests()), output);
	}

	@Test
	void whenUserCodeLogsARequestShouldBeCaught() {
		chat.call(CanaryCalls.request("openai/gpt-4o-mini", "x").label("leak", "yes").build());
		assertThat(logs.drain()).hasSize(1).first().asString().contains("the user's own filter");
	}

	@Test
	void whenKeyIsInADumpOrAnExceptionShouldBeCaught() {
		logger.trace("Dump\n|{}|\n|{}|", ("Bearer " + Canary.KEY.text()).substring(0, 16),
				("Bearer " + Canary.KEY.text()).substring(16));
		logger.error("Failed", new IllegalStateException("x", new IllegalStateException(Canary.PROMPT.text())));
		assertThat(logs.drain()).hasSize(2);
	}

	private static void assertSilent(List<?> results, CapturedOutput output) {
		assertThat(logs.drain()).isEmpty();
		assertThat(Canary.isIn(output.toString())).as("console output holds a canary").isFalse();
		assertThat(results).extracting(CanaryTests::text).noneMatch(Canary::isIn);
	}

	private static String text(Object result) {
		StringWriter text = new StringWriter();
		if (result instanceof Throwable failure) {
			failure.printStackTrace(new PrintWriter(text));
		}
		return result + text.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ChatFilter talkative() {
			return (call, next) -> {
				if (call.request().origin().labels().containsKey("leak")) {
					logger.debug("the user's own filter: {}",
							call.request()
								.messages()
								.get(1)
								.content()
								.stream()
								.map((piece) -> ((Content.Text) piece).text())
								.toList());
				}
				return next.exchange(call);
			};
		}

	}

	private static final class Secret {

		@Override
		public String toString() {
			return Canary.EXTRA.text();
		}

	}

}
