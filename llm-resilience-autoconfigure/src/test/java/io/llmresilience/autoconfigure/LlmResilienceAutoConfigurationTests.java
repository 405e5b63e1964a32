package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.retry.policy.NeverRetryPolicy;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatFilter;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.retry.LlmRetryCustomizer;
import io.llmresilience.retry.LlmRetryRules;
import io.llmresilience.retry.RetrySettings;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * What the auto-configuration creates, and when it stands back.
 */
@LlmSimulatorTest
class LlmResilienceAutoConfigurationTests {

	private static final String ROUTE = "llm.resilience.chat.routes=openai/gpt-4o-mini";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
					WebClientAutoConfiguration.class, LlmResilienceAutoConfiguration.class));

	@Test
	void whenKeysAndRoutesAreGivenShouldCreateTheService() {
		this.runner.withInitializer(LlmResilienceAutoConfigurationTests::loadMinimalYaml)
			.withPropertyValues("ANTHROPIC_API_KEY=sk-ant", "OPENAI_API_KEY=sk-oai")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(ChatService.class).hasBean("llmChatService");
				LlmConnectionDetails connections = context.getBean(LlmConnectionDetails.class);
				assertThat(connections.find("anthropic").apiKey()).isEqualTo("sk-ant");
				assertThat(connections.find("openai").apiKey()).isEqualTo("sk-oai");
			});
	}

	private static void loadMinimalYaml(ConfigurableApplicationContext context) {
		String yaml = """
				llm.resilience:
				  providers:
				    anthropic.api-key: ${ANTHROPIC_API_KEY}
				    openai.api-key: ${OPENAI_API_KEY}
				  chat:
				    routes: [anthropic/claude-sonnet-5-5, openai/gpt-6-luna]
				""";
		try {
			new YamlPropertySourceLoader()
				.load("application.yml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void whenAModelsProviderIsNotConfiguredShouldOnlyBeNoRoute(LlmProviderSimulator simulator) {
		this.runner.withPropertyValues(openAi(simulator))
			.withPropertyValues("llm.resilience.models[0].id=elsewhere/model",
					"llm.resilience.models[0].context-window=1000")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ChatService.class));
	}

	@Test
	void whenSwitchedOffShouldCreateNothing() {
		this.runner.withPropertyValues("llm.resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LlmResilienceAutoConfiguration.class)
				.doesNotHaveBean(ChatService.class)
				.doesNotHaveBean(LlmResilienceProperties.class));
	}

	@Test
	void whenThereIsNoWebClientShouldCreateNothing() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ChatService.class));
	}

	@Test
	void whenThereIsNoWebClientAutoConfigurationShouldUseDefaults(LlmProviderSimulator simulator) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
			.withPropertyValues(openAi(simulator))
			.run((context) -> assertThat(context.getBean(ChatService.class).call("Hi").text()).isNotEmpty());
	}

	@Test
	void whenUserHasAChatServiceShouldStandBack() {
		ChatService own = mock(ChatService.class);
		this.runner.withBean(ChatService.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("llmChatService")
				.doesNotHaveBean(ProviderClients.class)
				.getBean(ChatService.class)
				.isSameAs(own));
	}

	@Test
	void whenUserHasConnectionDetailsShouldCallWithThem(LlmProviderSimulator simulator) {
		LlmConnectionDetails own = (provider) -> new LlmConnectionDetails.Connection(null, simulator.openAiBaseUrl(),
				simulator.apiKey(), Map.of("x-vault", "yes"));
		this.runner.withBean(LlmConnectionDetails.class, () -> own).withPropertyValues(ROUTE).run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			assertThat(context).hasSingleBean(LlmConnectionDetails.class);
			assertThat(simulator.requests().get(0).header("x-vault")).isEqualTo("yes");
		});
	}

	@Test
	void whenUserHasRetryRulesShouldFollowThem(LlmProviderSimulator simulator) {
		simulator.always(Reply.status(500));
		RetrySettings twice = new RetrySettings(2, Duration.ofMillis(1), 1, Duration.ofMillis(1), Duration.ofSeconds(1),
				new RetrySettings.Quota(500, 5));
		this.runner.withBean(LlmRetryRules.class, () -> new LlmRetryRules(twice, List.of()))
			.withPropertyValues(openAi(simulator))
			.run((context) -> {
				assertThat(context).hasSingleBean(LlmRetryRules.class);
				assertThatExceptionOfType(ProviderException.class)
					.isThrownBy(() -> context.getBean(ChatService.class).call("Hi"));
				assertThat(simulator.arrivals()).isEqualTo(2);
			});
	}

	@Test
	void whenUserHasFiltersShouldCallThemInTheirOrder(LlmProviderSimulator simulator) {
		this.runner.withUserConfiguration(Filters.class).withPropertyValues(openAi(simulator)).run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			assertThat(context.getBean(Filters.class).called).containsExactly("outer", "inner", "last");
		});
	}

	@Test
	void customizesTheClientOfEveryProviderOnce(LlmProviderSimulator simulator) {
		List<String> customized = new CopyOnWriteArrayList<>();
		this.runner.withBean(LlmWebClientCustomizer.class, () -> (provider, builder) -> {
			customized.add(provider);
			builder.defaultHeader("x-customized", provider);
		}).withPropertyValues(bothProviders(simulator)).run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			assertThat(customized).containsExactlyInAnyOrder("openai", "anthropic");
			assertThat(simulator.requests().get(0).header("x-customized")).isEqualTo("openai");
		});
	}

	@Test
	void customizesTheRetryRulesOfEveryProviderOnce(LlmProviderSimulator simulator) {
		simulator.always(Reply.overloaded());
		List<String> customized = new CopyOnWriteArrayList<>();
		this.runner.withBean(LlmRetryCustomizer.class, () -> (provider, rules) -> {
			customized.add(provider);
			return rules.withPolicy(new NeverRetryPolicy());
		}).withPropertyValues(bothProviders(simulator)).run((context) -> {
			assertThatExceptionOfType(ProviderException.class)
				.isThrownBy(() -> context.getBean(ChatService.class).call("Hi"))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED));
			assertThat(customized).containsExactlyInAnyOrder("openai", "anthropic");
			assertThat(simulator.arrivals()).isEqualTo(3);
		});
	}

	@Test
	void handsOutNoBeanOfATypeThatIsNotOurs(LlmProviderSimulator simulator) {
		this.runner.withPropertyValues(openAi(simulator))
			.run((context) -> assertThat(context.getBeanDefinitionNames()).filteredOn((name) -> name.startsWith("llm"))
				.allSatisfy((name) -> assertThat(context.getType(name).getPackageName()).startsWith("io.llmresilience"))
				.contains("llmChatService"));
	}

	private static String[] openAi(LlmProviderSimulator simulator) {
		return new String[] { ROUTE, "llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key=" + simulator.apiKey() };
	}

	private static String[] bothProviders(LlmProviderSimulator simulator) {
		return new String[] { "llm.resilience.chat.routes=openai/gpt-4o-mini,openai/gpt-4o,anthropic/claude-sonnet-5-5",
				"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key=" + simulator.apiKey(),
				"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
				"llm.resilience.providers.anthropic.api-key=" + simulator.apiKey() };
	}

	@Configuration(proxyBeanMethods = false)
	static class Filters {

		private final List<String> called = new CopyOnWriteArrayList<>();

		@Bean
		ChatFilter last() {
			return named("last");
		}

		@Bean
		@Order(2)
		ChatFilter inner() {
			return named("inner");
		}

		@Bean
		@Order(1)
		ChatFilter outer() {
			return named("outer");
		}

		private ChatFilter named(String name) {
			return (call, next) -> {
				this.called.add(name);
				return next.exchange(call);
			};
		}

	}

}
