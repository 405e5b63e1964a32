package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.llmresilience.ChatService;
import io.llmresilience.actuate.FailedCalls;
import io.llmresilience.actuate.LlmEndpoint;
import io.llmresilience.actuate.Rooms;
import io.llmresilience.actuate.Setup;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When there is an endpoint.
 */
@LlmSimulatorTest
class LlmEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=llm";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, LlmResilienceAutoConfiguration.class,
				LlmEndpointAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk-simulator");

	@Test
	void whenExposedShouldCreateIt() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LlmEndpoint.class)
				.hasSingleBean(FailedCalls.class));
	}

	@Test
	void whenNotExposedShouldNotWatchCallsEither() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(LlmEndpoint.class)
			.doesNotHaveBean(FailedCalls.class));
	}

	@Test
	void whenAccessIsNoneShouldCreateNothing() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.llm.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpoint.class));
	}

	@ParameterizedTest
	@CsvSource({ "management.endpoint.llm.cache.time-to-live=0, GET GET",
			"management.endpoint.llm.access=READ_ONLY, GET GET",
			"management.endpoint.llm.access=UNRESTRICTED, GET GET POST" })
	void onlyWhenAccessIsUnrestrictedShouldWrite(String property, String methods) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
							LlmResilienceAutoConfiguration.class, LlmEndpointAutoConfiguration.class))
			.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
					"llm.resilience.providers.openai.api-key=sk-simulator", EXPOSED, property)
			.run((context) -> assertThat(context.getBean(WebEndpointsSupplier.class).getEndpoints()).singleElement()
				.satisfies((endpoint) -> assertThat(endpoint.getOperations()
					.stream()
					.map((operation) -> operation.getRequestPredicate().getHttpMethod().name())
					.sorted()
					.collect(Collectors.joining(" "))).isEqualTo(methods)));
	}

	@Test
	void whenSwitchedOffShouldCreateNothing() {
		this.runner.withPropertyValues(EXPOSED, "llm.resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpoint.class));
	}

	@Test
	void whenApplicationRemembersFailedCallsItselfShouldStandBack() {
		this.runner.withPropertyValues(EXPOSED)
			.withBean("own", FailedCalls.class, () -> new FailedCalls(InstantSource.system()))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(FailedCalls.class).hasBean("own"));
	}

	@Test
	void whenApplicationHasAnEndpointShouldStandBack() {
		this.runner.withPropertyValues(EXPOSED)
			.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LlmEndpoint.class).hasBean("own"));
	}

	@Test
	void whenApplicationHasAChatServiceShouldStandBack() {
		this.runner.withPropertyValues(EXPOSED).withBean(ChatService.class, () -> ChatService.over((call) -> {
			throw new AssertionError("nobody asked for a call");
		}, (request, wire) -> {
			throw new AssertionError("nobody asked for a call");
		})).run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpoint.class));
	}

	@Test
	void whenThereIsNoActuatorShouldStartWithoutIt(LlmProviderSimulator simulator) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LlmResilienceAutoConfiguration.class, LlmEndpointAutoConfiguration.class))
			.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini", EXPOSED,
					"llm.resilience.providers.openai.api-key=sk-simulator",
					"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl())
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(LlmEndpointAutoConfiguration.class);
				assertThat(context.getBean(ChatService.class).call("Hi").text()).isNotEmpty();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		LlmEndpoint own(Rooms rooms, Setup setup, FailedCalls failedCalls) {
			return new LlmEndpoint(rooms, setup, failedCalls, (operation) -> {
			}, InstantSource.system());
		}

	}

}
