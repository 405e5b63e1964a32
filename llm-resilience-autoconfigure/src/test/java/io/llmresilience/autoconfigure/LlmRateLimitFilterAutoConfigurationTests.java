package io.llmresilience.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.ratelimit.Demand;
import io.llmresilience.ratelimit.Dimension;
import io.llmresilience.ratelimit.RateLimitSnapshot;
import io.llmresilience.ratelimit.RateLimiters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What the auto-configuration creates, when it stands back, and what its filters know.
 */
class LlmRateLimitFilterAutoConfigurationTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final String P = "llm.resilience.providers.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LlmRateLimitFilterAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini", P + "openai.api-key=sk");

	@Test
	void shouldCreateTheFilters() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(LlmRateLimitFilters.class)
			.hasBean("llmRateLimitFilters"));
	}

	@Test
	void whenUserHasFiltersShouldStandBack() {
		LlmRateLimitFilters own = (route, demand, maxWait) -> (request, next) -> next.exchange(request);
		this.runner.withBean(LlmRateLimitFilters.class, () -> own)
			.run((context) -> assertThat(context).getBean(LlmRateLimitFilters.class).isSameAs(own));
	}

	@Test
	void whenUserHasAChatServiceShouldStillCreateTheFilters() {
		ChatService own = ChatService.over((call) -> Flux.empty(), (request, wire) -> null);
		this.runner.withBean(ChatService.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LlmRateLimitFilters.class));
	}

	@Test
	void whenSwitchedOffShouldCreateNothing() {
		this.runner.withPropertyValues("llm.resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmRateLimitFilters.class));
	}

	@Test
	void whenThereIsNoWebClientShouldCreateNothing() {
		this.runner.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("llmRateLimitFilters"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text-embedding-3-small", "/m", "openai/", " openai/m", "openai/a|openai/b", "" })
	void whenRouteIsNoneShouldSayWhatToDo(String route) {
		withFilters((filters) -> assertThatExceptionOfType(LlmConfigurationException.class)
			.isThrownBy(() -> filters.forRoute(route))
			.withMessage("'LlmRateLimitFilters.forRoute' has '" + route + "', which is no route.")
			.satisfies((failure) -> assertThat(failure.getAction()).contains("provider/model")));
	}

	@Test
	void whenRouteIsNullShouldSaySo() {
		withFilters((filters) -> assertThatNullPointerException().isThrownBy(() -> filters.forRoute(null))
			.withMessage("'route' must not be null"));
	}

	@Test
	void whenProviderIsNotConfiguredShouldSayWhatToDo() {
		withFilters((filters) -> assertThatExceptionOfType(LlmConfigurationException.class)
			.isThrownBy(() -> filters.forRoute("voyage/voyage-4"))
			.withMessage(
					"'llm.resilience.providers.voyage' is used by a rate limit filter, but provider 'voyage' is not "
							+ "configured.")
			.satisfies((failure) -> assertThat(failure.getAction())
				.isEqualTo("Set 'llm.resilience.providers.voyage.api' to openai or anthropic.")));
	}

	@Test
	void whenProviderDoesNotSayWhatItSpeaksShouldSayWhatToDo() {
		this.runner.withPropertyValues(P + "voyage.base-url=http://localhost")
			.run((context) -> assertThatExceptionOfType(LlmConfigurationException.class)
				.isThrownBy(() -> context.getBean(LlmRateLimitFilters.class).forRoute("voyage/voyage-4"))
				.withMessage("'llm.resilience.providers.voyage' does not say what it speaks."));
	}

	@Test
	void whenABeanNamesAnUnknownProviderShouldStopTheStart() {
		this.runner.withUserConfiguration(Unknown.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(LlmConfigurationException.class));
	}

	@Test
	void whenProviderHasNoKeyShouldWorkAllTheSame() {
		this.runner.withPropertyValues(P + "voyage.api=openai", P + "voyage.rate-limit.requests-per-minute=60")
			.run((context) -> assertThat(status(context.getBean(LlmRateLimitFilters.class).forRoute("voyage/voyage-4")))
				.isEqualTo(200));
	}

	@Test
	void whenRequestsTakeTokensShouldChargeProviderAndRoute() {
		this.runner
			.withPropertyValues(P + "openai.rate-limit.tokens-per-minute=60000", "llm.resilience.models[0].id=openai/e",
					"llm.resilience.models[0].rate-limit.requests-per-minute=6000",
					"llm.resilience.rate-limit.burst=1m")
			.run((context) -> {
				status(context.getBean(LlmRateLimitFilters.class)
					.forRoute("openai/e", (request) -> Demand.of(40_000, 0)));
				RateLimiters limiters = context.getBean(RateLimiters.class);
				assertThat(available(limiters, "openai", Dimension.TOKENS)).isBetween(20_000L, 30_000L);
				assertThat(available(limiters, "openai/e", Dimension.REQUESTS)).isBetween(5_999L, 6_000L);
			});
	}

	@Test
	void whenNothingIsSaidOfTokensShouldTakeNone() {
		this.runner
			.withPropertyValues(P + "openai.rate-limit.tokens-per-minute=60000", "llm.resilience.rate-limit.burst=1m")
			.run((context) -> {
				status(context.getBean(LlmRateLimitFilters.class).forRoute("openai/e"));
				assertThat(available(context.getBean(RateLimiters.class), "openai", Dimension.TOKENS))
					.isEqualTo(60_000);
			});
	}

	@Test
	void whenRequestWouldWaitLongerThanItMayShouldRefuse() {
		this.runner.withPropertyValues(P + "openai.rate-limit.requests-per-minute=6").run((context) -> {
			ExchangeFilterFunction filter = context.getBean(LlmRateLimitFilters.class)
				.forRoute("openai/e", (request) -> Demand.of(0, 0), Duration.ofSeconds(1));
			assertThat(status(filter)).isEqualTo(200);
			assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> status(filter))
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.RATE_LIMIT_WAIT));
		});
	}

	@ParameterizedTest
	@CsvSource({ "openai/m, x-ratelimit-limit-requests", "anthropic/m, anthropic-ratelimit-requests-limit" })
	void whenProviderSaysWhatItAllowsShouldUnderstandItsDialect(String route, String header) {
		this.runner.withPropertyValues(P + "anthropic.api-key=sk").run((context) -> {
			status(context.getBean(LlmRateLimitFilters.class).forRoute(route), header, "120");
			RateLimitSnapshot.Quota learnt = quota(context.getBean(RateLimiters.class), route, Dimension.REQUESTS);
			assertThat(learnt.limit()).isEqualTo(120);
			assertThat(learnt.learnt()).isTrue();
		});
	}

	private void withFilters(Consumer<LlmRateLimitFilters> assertions) {
		this.runner.run((context) -> assertions.accept(context.getBean(LlmRateLimitFilters.class)));
	}

	private static @Nullable Integer status(ExchangeFilterFunction filter, String... header) {
		ClientRequest request = ClientRequest.create(HttpMethod.POST, URI.create("http://localhost")).build();
		return filter.filter(request, (sent) -> Mono.fromCallable(() -> {
			ClientResponse.Builder response = ClientResponse.create(HttpStatus.OK);
			if (header.length == 2) {
				response.header(header[0], header[1]);
			}
			return response.build();
		})).flatMap((response) -> response.releaseBody().thenReturn(response.statusCode().value())).block(LIMIT);
	}

	private static long available(RateLimiters limiters, String name, Dimension dimension) {
		return quota(limiters, name, dimension).available();
	}

	private static RateLimitSnapshot.Quota quota(RateLimiters limiters, String name, Dimension dimension) {
		return limiters.snapshot()
			.stream()
			.filter((snapshot) -> snapshot.name().equals(name))
			.flatMap((snapshot) -> snapshot.quotas().stream())
			.filter((quota) -> quota.dimension() == dimension)
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Unknown {

		@Bean
		WebClient embeddings(LlmRateLimitFilters filters) {
			return WebClient.builder().filter(filters.forRoute("voyage/voyage-4")).build();
		}

	}

}
