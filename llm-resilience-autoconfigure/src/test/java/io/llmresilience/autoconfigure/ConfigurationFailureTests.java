package io.llmresilience.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import io.llmresilience.timeout.TimeoutSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A configuration that cannot work stops the start and says what is wrong, where, and
 * what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationFailureTests {

	private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private static final String SECRET = "sk-s3cr3t";

	private static final String P = "llm.resilience.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues(P + "chat.routes=openai/gpt-4o-mini", P + "providers.openai.api-key=" + SECRET);

	static Stream<Arguments> routes() {
		return Stream.of(wrong("chat.routes=", "'llm.resilience.chat.routes' is empty", "anthropic/claude-sonnet-5-5"),
				wrong("chat.routes=gpt-4o", "'llm.resilience.chat.routes' has 'gpt-4o'", "provider/model"),
				wrong("chat.routes=/gpt-4o", "'/gpt-4o', which is no route", "provider/model"),
				wrong("chat.routes=openai/", "'openai/', which is no route", "provider/model"),
				wrong("chat.routes=groq/llama", "'groq' is not configured", "'llm.resilience.providers.groq.api-key'"),
				wrong("chat.routes=opnai/gpt-4o", "'opnai' is not configured", "correct the routes that name 'opnai'"),
				wrong("models[0].id=gpt-4o", "'llm.resilience.models[0].id' has 'gpt-4o'", "provider/model"),
				wrong("models[0].max-tokens=5", "'llm.resilience.models[0].id' has ''", "provider/model"),
				wrong("chat.routes=openai/a,openai/b,openai/a", "'llm.resilience.chat.routes' has 'openai/a' twice",
						"every route once"),
				wrong("chat.routes=openai/a | openai/b,openai/b", "'llm.resilience.chat.routes' has 'openai/b' twice",
						"every route once"),
				wrong("chat.routes=openai/a*0 | openai/b", "'openai/a' has the weight '0'", "provider/model*weight"),
				wrong("chat.routes=openai/a*x | openai/b", "'openai/a' has the weight 'x'", "provider/model*weight"),
				wrong("chat.routes=openai/a | ", "'llm.resilience.chat.routes' has ''", "provider/model"),
				wrong("fallback.on-context-window=gpt-4o", "'llm.resilience.fallback.on-context-window' has 'gpt-4o'",
						"provider/model"),
				wrong("fallback.on-context-window=groq/llama", "'groq' is not configured",
						"'llm.resilience.providers.groq.api-key'"),
				wrong("fallback.on-content-filtered=openai/a,openai/a",
						"'llm.resilience.fallback.on-content-filtered' has 'openai/a' twice", "every route once"),
				wrong("fallback.on-context-window=openai/a,openai/gpt-4o-mini",
						"would go in a loop, openai/gpt-4o-mini -> … -> openai/gpt-4o-mini",
						"Leave it out of 'llm.resilience.fallback.on-context-window'"),
				wrong("fallback.on-content-filtered=openai/gpt-4o-mini",
						"'llm.resilience.fallback.on-content-filtered' has 'openai/gpt-4o-mini'", "Leave it out"),
				wrong("fallback.hedge-after=2s", "'llm.resilience.fallback.hedge-after' is PT2S",
						"Name a second route"),
				arguments(new String[] { P + "models[0].id=openai/x", P + "models[0].context-window=0" },
						"'llm.resilience.models[0].context-window' must be at least 1, but is 0", "number of tokens"),
				arguments(new String[] { P + "models[0].id=openai/x", P + "models[0].max-tokens=-1" },
						"'llm.resilience.models[0].max-tokens' must be at least 1, but is -1", "number of tokens"));
	}

	static Stream<Arguments> providers() {
		String path = "'llm.resilience.providers.openai";
		return Stream.of(wrong("providers.openai.api-key=", path + "' has no key", path + ".api-key'"),
				wrong("providers.openai.api-key=   ", path + "' has no key", path + ".api-key'"),
				wrong("providers.openai.api-key=${OPENAI_API_KEY_THAT_NOBODY_SET}", path + "' has no key",
						path + ".api-key'"),
				wrong("providers.openai.base-url=api.openai.com", path + ".base-url' is no http or https address",
						"https://api.openai.com/v1"),
				wrong("providers.openai.base-url=https://", path + ".base-url' is no http", "https://api.openai.com"),
				wrong("providers.openai.base-url=ftp://a/b", path + ".base-url' is no http", "https://api.openai.com"),
				wrong("providers.openai.base-url=http://a b", path + ".base-url' is no http", "https://api.openai.com"),
				wrong("providers.openai.base-url=https://u:" + SECRET + "@host", path + ".base-url' holds credentials",
						"'api-key'"),
				wrong("providers.openai.base-url=https://host/v1?key=" + SECRET, "holds credentials", "'headers'"),
				wrong("providers.openai.base-url=https://host/v1?Subscription-Key=" + SECRET, "holds credentials",
						"'headers'"),
				arguments(
						new String[] { P + "providers.groq.api-key=" + SECRET, P + "chat.routes=groq/llama",
								P + "providers.groq.base-url=https://host" },
						"'llm.resilience.providers.groq' does not say what it speaks",
						"'llm.resilience.providers.groq.api' to openai or anthropic"),
				wrong("providers.openai.api=opeanai", "llm.resilience.providers.openai.api", "OPENAI"),
				wrong("providers.anthropic=" + SECRET, "'llm.resilience.providers.anthropic'",
						"'llm.resilience.providers.anthropic.api-key'"),
				wrong("providers.openai.headers=" + SECRET, "'llm.resilience.providers.openai.headers'",
						"'llm.resilience.providers.openai.headers."));
	}

	static Stream<Arguments> limits() {
		String provider = "providers.openai.rate-limit.";
		String path = "'llm.resilience." + provider;
		return Stream.of(
				wrong(provider + "tokens-per-minute=1033", path
						+ "tokens-per-minute' is 1033, but the smallest call of openai/gpt-4o-mini takes 1034 tokens",
						"'llm.resilience.chat.max-tokens'"),
				wrong(provider + "output-tokens-per-minute=1023", path + "output-tokens-per-minute' is 1023",
						"'llm.resilience.chat.max-tokens'"),
				arguments(
						new String[] { P + "models[0].id=openai/gpt-4o-mini",
								P + "models[0].rate-limit.tokens-per-minute=500" },
						"'llm.resilience.models[0].rate-limit.tokens-per-minute' is 500", "Raise the limit"),
				wrong(provider + "requests-per-minute=0", path + "requests-per-minute' must be between 1 and",
						"no limit"),
				wrong(provider + "tokens-per-minute=-5", path + "tokens-per-minute' must be between 10 and",
						"no limit"),
				wrong(provider + "max-concurrent-calls=0", path + "max-concurrent-calls' must be between 1 and",
						"no limit"),
				wrong(provider + "requests-per-minute=9000000000000",
						path + "requests-per-minute' must be between 1 and", "no limit"),
				wrong(provider + "requests-per-minute=many", path + "requests-per-minute", ""),
				wrong("rate-limit.max-wait=-1s", "'llm.resilience.rate-limit.max-wait' must", ""),
				wrong("rate-limit.max-queue=-1", "'llm.resilience.rate-limit.max-queue' must", ""),
				wrong("rate-limit.burst=2m", "'llm.resilience.rate-limit.burst' must", ""));
	}

	static Stream<Arguments> prices() {
		String path = "'llm.resilience.models[0].price";
		return Stream.of(
				price("openai/gpt-4o", "input=-1", path + ".input' must be between 0 and 1000000", "USD per million"),
				price("openai/gpt-4o", "output=0.0000001",
						path + ".output' must be between 0 and 1000000 and have "
								+ "at most 6 decimals, but is 0.0000001.",
						"2.50"),
				price("openai/gpt-4o", "cached-input=1000000.1", path + ".cached-input' must", "USD per million"),
				price("openai/gpt-4o", "cache-write=-0.5", path + ".cache-write' must", "catalogue's value"),
				price("openai/gpt-4o", "cache-write-hour=-2", path + ".cache-write-hour' must", "USD per million"),
				price("openai/gpt-4o", "input=cheap", "llm.resilience.models[0].price.input", ""),
				price("openai/gpt-4o", "service-tiers.flex=-1", path + ".service-tiers.flex' must", "a factor"),
				price("openai/gpt-4o", "input=0.000001", path + "' cannot work: The rate 0.000001, multiplied with",
						"fewer decimals"),
				price("openai/gpt-5.4", "long-prompt.input=-1", path + ".long-prompt.input' must", "USD per million"),
				price("openai/gpt-5.4", "long-prompt.above=0",
						path + ".long-prompt.above' must be at least 1, but is 0", "longest prompt"),
				price("openai/gpt-4o", "long-prompt.input=1", path + ".long-prompt.output' is not set",
						"both input and output"),
				price("local/x", "input=1", path + ".output' is not set, and the catalogue has no such price either.",
						"both input and output"),
				price("openai/ft:gpt-4o:acme::a1", "output=1", path + ".input' is not set", "both input and output"));
	}

	private static Arguments price(String model, String property, String description, String action) {
		return arguments(new String[] { P + "models[0].id=" + model, P + "models[0].price." + property }, description,
				action);
	}

	static Stream<Arguments> summaries() {
		String route = "'llm.resilience.history.summary.route'";
		String[] small = { "models[0].id=openai/small", "models[0].context-window=2447", "models[0].max-tokens=2000" };
		return Stream.of(summary(route + " is missing", "provider/model"),
				summary(route + " is missing", "provider/model", "history.summary.route= "),
				summary(route + " is missing", "provider/model", "history.summary.route=${SUMMARY_ROUTE_NOBODY_SET}"),
				summary(route + " has 'gpt-4o', which is no route", "provider/model", "history.summary.route=gpt-4o"),
				summary(route + " is 'groq/llama', but provider 'groq' is not configured",
						"'llm.resilience.providers.groq.api-key'", "history.summary.route=groq/llama"),
				summary(route + " is 'openai/o1-pro': the model refuses any chat", "Name another route",
						"history.summary.route=openai/o1-pro"),
				summary("'llm.resilience.history.summary.max-tokens' is 512, but 'llm.resilience.chat.max-tokens-limit' is 99",
						"Lower", "history.summary.route=openai/gpt-4o", "chat.max-tokens-limit=99"),
				summary("'llm.resilience.history.summary.max-tokens' is 5000, but " + route
						+ " is 'openai/gpt-4', which can produce", "Lower", "history.summary.route=openai/gpt-4",
						"history.summary.max-tokens=5000"),
				summary(route + " is 'openai/small' with a context window of 2447 tokens, but summaries of 512 tokens "
						+ "need one of 2448", "larger window", "history.summary.route=openai/small", small[0], small[1],
						small[2]));
	}

	private static Arguments summary(String description, String action, String... properties) {
		Stream<String> all = Stream.concat(Stream.of("history.strategy=summarize"), Stream.of(properties));
		return arguments(all.map(P::concat).toArray(String[]::new), description, action);
	}

	static Stream<Arguments> budgets() {
		String daily = "budget.limits.daily.";
		String path = "'llm.resilience." + daily;
		return Stream.of(wrong(daily + "limit=-5", path + "limit' must be positive, but is -5", ""),
				wrong(daily + "unit=tokens", path + "limit' is missing", ""),
				budget("period=week", path + "period' is 'week'", ""),
				budget("scope=everybody", path + "scope' is 'everybody'", ""),
				budget("scope=provider:opnai", path + "scope' is 'provider:opnai', but no route is of that kind",
						"spelling"),
				budget("scope=model:openai/gpt", path + "scope' is 'model:openai/gpt', but no route", "spelling"),
				budget("action=next-route",
						path + "action' is next-route, but its scope 'all' takes in openai/gpt-4o-mini", "reject"),
				budget("action=refuse", "llm.resilience.budget.limits.daily.action", "REJECT"),
				budget("unit=eur", "llm.resilience.budget.limits.daily.unit", "USD"),
				budget("zone=Mars/Olympus", "llm.resilience.budget.limits.daily.zone", ""),
				budget("alert-at=80", path + "alert-at' must have shares above 0 and at most 1, but has 80", ""),
				wrong("budget.zone=Mars/Olympus", "llm.resilience.budget.zone", ""),
				wrong("budget.mode=off", "llm.resilience.budget.mode", "ENFORCE"),
				wrong("budget.on-store-failure=wait", "llm.resilience.budget.on-store-failure", "CLOSED"),
				wrong("budget.max-wait=-1s", "'llm.resilience.budget.max-wait' must", ""));
	}

	private static Arguments budget(String property, String description, String action) {
		return arguments(new String[] { P + "budget.limits.daily.limit=5", P + "budget.limits.daily." + property },
				description, action);
	}

	static Stream<Arguments> numbers() {
		return Stream.of("chat.timeout=0", "chat.timeout=-1s", "timeout.connect=0", "timeout.connect=-1s",
				"timeout.first-token=0s", "timeout.first-token=-1s", "timeout.idle=0", "timeout.idle=-5",
				"timeout.attempt=0", "timeout.attempt=-1m", "retry.max-attempts=0", "retry.max-attempts=-1",
				"retry.initial-interval=0", "retry.max-interval=-1s", "retry.max-interval=10ms",
				"retry.max-server-wait=0", "retry.multiplier=0.5", "retry.multiplier=NaN", "retry.quota.capacity=-1",
				"retry.quota.retry-cost=0", "circuit-breaker.failure-rate=60", "circuit-breaker.slow-call=0",
				"circuit-breaker.slow-call-rate=0", "circuit-breaker.minimum-calls=21", "circuit-breaker.window=1",
				"circuit-breaker.open-for=0", "circuit-breaker.max-open-for=1s", "circuit-breaker.half-open-calls=0",
				"fallback.max-attempts=0", "fallback.patience=-1s", "fallback.reserve=-0.1", "fallback.reserve=0.95",
				"fallback.reserve=NaN", "fallback.cool-down=0", "fallback.hedge-after=0s", "fallback.hedge-share=0",
				"fallback.hedge-share=1.1", "history.keep-last=0", "history.keep-share=0", "history.keep-share=1.1",
				"history.keep-share=NaN", "history.summary.max-tokens=15", "history.summary.max-tokens=-1",
				"history.summary.deadline-share=0", "history.summary.deadline-share=1.1",
				"history.summary.deadline-share=NaN", "history.summary.timeout=0", "history.summary.timeout=-1s",
				"chat.max-tokens=0", "chat.max-tokens-limit=-1", "http.max-connections=0",
				"http.max-pending-connections=-1", "http.max-idle-time=0", "http.max-event-size=0B",
				"http.max-body-size=3GB", "http.max-error-body-size=-1B")
			.map((property) -> wrong(property, "'" + P + property.substring(0, property.indexOf('=')) + "' must", ""));
	}

	private static Arguments wrong(String property, String description, String action) {
		return arguments(new String[] { P + property }, description, action);
	}

	@ParameterizedTest
	@MethodSource({ "routes", "providers", "limits", "prices", "summaries", "budgets", "numbers" })
	void saysWhatIsWrongWhereAndWhatToDo(String[] properties, String description, String action) {
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(description).doesNotContain(SECRET);
			assertThat(analysis.getAction()).contains(action).isNotBlank().doesNotContain(SECRET);
			assertThat(stackTrace(context.getStartupFailure())).doesNotContain(SECRET);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "providers.openai.api-kye", "provider.openai.api-key", "api-key", "timout.connect",
			"chat.route", "models[0].prise.input" })
	void whenNameIsMisspeltShouldNameItAndNotItsValue(String name) {
		this.runner.withPropertyValues(P + "models[0].id=openai/gpt-4o", P + name + "=" + SECRET).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(P + name).doesNotContain(SECRET);
			assertThat(analysis.getAction()).contains("spelling").doesNotContain(SECRET);
			assertThat(stackTrace(context.getStartupFailure())).doesNotContain(SECRET);
		});
	}

	@ParameterizedTest
	@CsvSource({ "chat.timout, 'max-tokens, max-tokens-limit, on-interruption, routes, timeout'",
			"models[0].price.long-prompt.abvoe, 'above, cache-write, cache-write-hour, cached-input, input, output'",
			"model.id, 'budget, chat, circuit-breaker, enabled, fallback, history, http, models, observation, '",
			"budget.limits.daily.priod, 'action, alert-at, limit, period, scope, unit, zone'" })
	void whenNameIsMisspeltShouldNameWhatIsKnownThere(String name, String known) {
		this.runner.withPropertyValues(P + name + "=1")
			.run((context) -> assertThat(analyze(context.getStartupFailure()).getDescription()).contains(name + " ",
					"known there: " + known));
	}

	@ParameterizedTest
	@ValueSource(strings = { "providers.openai.api-kye=" + SECRET, "providers.openai=" + SECRET,
			"providers.openai.base-url=https://user:" + SECRET + "@host" })
	void whenApplicationFailsToStartShouldPrintNoSecretEvenAtDebug(String property, CapturedOutput output) {
		Level level = ROOT.getLevel();
		assertThatException().isThrownBy(() -> start("logging.level.root=debug", P + property));
		ROOT.setLevel(level);
		assertThat(output).contains("APPLICATION FAILED TO START").contains("Action:").doesNotContain(SECRET);
	}

	@Test
	void durationsWithoutUnitAreSeconds() {
		this.runner
			.withPropertyValues(P + "timeout.connect=3", P + "timeout.first-token=4", P + "timeout.idle=5",
					P + "timeout.attempt=6", P + "chat.timeout=7", P + "retry.max-interval=8",
					P + "http.max-idle-time=9", P + "models[0].id=openai/gpt-4o", P + "models[0].timeout.call=10")
			.run((context) -> {
				LlmResilienceProperties properties = context.getBean(LlmResilienceProperties.class);
				TimeoutSettings timeout = properties.timeout();
				assertThat(Stream.of(timeout.connect(), timeout.firstToken(), timeout.idle(), timeout.attempt(),
						properties.chat().timeout(), properties.retry().maxInterval(), properties.http().maxIdleTime(),
						properties.models().get(0).timeout().call()))
					.extracting((duration) -> duration.toSeconds())
					.containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
			});
	}

	private static void start(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(P + "chat.routes=openai/gpt-4o-mini")
			.run(Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new));
		context.close();
	}

	/**
	 * The first analysis, as Boot would print it.
	 */
	private static FailureAnalysis analyze(Throwable failure) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
			.and(Environment.class, new StandardEnvironment());
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader
			.forDefaultResourceLocation(ConfigurationFailureTests.class.getClassLoader())
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, ex) -> {
			}));
		return analyzers.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("nobody explains this", failure));
	}

	private static String stackTrace(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LlmResilienceAutoConfiguration.class)
	static class Application {

	}

}
