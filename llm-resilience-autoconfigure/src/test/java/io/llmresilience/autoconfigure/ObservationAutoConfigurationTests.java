package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.AttemptFilter;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatService;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.observation.AttemptObservationConvention;
import io.llmresilience.observation.CallMeterWatcher;
import io.llmresilience.observation.CallObservationContext;
import io.llmresilience.observation.CallObservationConvention;
import io.llmresilience.observation.CallWatcher;
import io.llmresilience.observation.DefaultAttemptObservationConvention;
import io.llmresilience.observation.DefaultCallObservationConvention;
import io.llmresilience.observation.LlmMeterObservationHandler;
import io.llmresilience.observation.LlmObservations;
import io.llmresilience.observation.ObservationSettings;
import io.llmresilience.observation.RoomGauges;
import io.llmresilience.observation.RouteGauges;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for observations and meters as they come with an application.
 */
@LlmSimulatorTest
class ObservationAutoConfigurationTests {

	private final ApplicationContextRunner ours = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class,
				LlmObservationAutoConfiguration.class, LlmMetricsAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini,openai/gpt-4o",
				"llm.resilience.retry.max-attempts=1", "llm.resilience.providers.openai.api-key=sk-simulator");

	private final ApplicationContextRunner runner = this.ours
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	private static String baseUrl(LlmProviderSimulator simulator) {
		return "llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl();
	}

	@Test
	void whenMicrometerIsThereShouldWatch() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(LlmObservations.class)
			.hasSingleBean(AttemptFilter.class)
			.hasSingleBean(LlmMeterObservationHandler.class)
			.hasSingleBean(CallMeterWatcher.class)
			.hasSingleBean(RoomGauges.class)
			.hasSingleBean(RouteGauges.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.micrometer", "io.micrometer.core", "io.micrometer.observation" })
	void whenMicrometerIsNotThereShouldWorkAllTheSame(String missing, LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.text("fine"));
		this.ours.withClassLoader(new FilteredClassLoader(missing))
			.withPropertyValues(baseUrl(simulator))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(CallWatcher.class).doesNotHaveBean("llmRoomGauges");
				assertThat(context.getBean(ChatService.class).call("Hi").text()).isEqualTo("fine");
			});
	}

	@Test
	void whenTheOnlyChatRouteIsOutShouldNotBeMadeUpForByARouteThatNobodyUses() {
		this.runner
			.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
					"llm.resilience.models[0].id=openai/gpt-4o")
			.run((context) -> {
				context.getBean(CircuitBreakers.class).pause("openai/gpt-4o-mini");
				assertThat(context.getBean(MeterRegistry.class).get("llm.resilience.route.serving").gauges())
					.singleElement()
					.satisfies((gauge) -> assertThat(gauge.getId().getTag("route")).isEqualTo("openai/gpt-4o-mini"))
					.satisfies((gauge) -> assertThat(gauge.value()).isZero());
			});
	}

	@Test
	void whenUserHasAChatServiceShouldHaveNoRoutesToTellOf() {
		this.runner.withBean(ChatService.class, () -> ChatService.over((call) -> {
			throw new AssertionError("nobody asked for a call");
		}, (request, wire) -> {
			throw new AssertionError("nobody asked for a call");
		})).run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouteGauges.class));
	}

	@Test
	void whenNobodyHasARegistryShouldNotWatch() {
		this.ours.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(CallWatcher.class)
			.doesNotHaveBean(LlmMeterObservationHandler.class));
	}

	@Test
	void whenSwitchedOffShouldNotWatch() {
		this.runner.withPropertyValues("llm.resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CallWatcher.class)
				.doesNotHaveBean(RoomGauges.class));
	}

	@ParameterizedTest
	@MethodSource("own")
	<T> void whenApplicationHasItsOwnShouldBackOff(Class<T> type, T own) {
		this.runner.withBean("own", type, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(type).getBean(type).isSameAs(own));
	}

	static Stream<Arguments> own() {
		MeterRegistry registry = new SimpleMeterRegistry();
		InstantSource clock = InstantSource.system();
		return Stream.of(
				arguments(LlmObservations.class,
						new LlmObservations(ObservationRegistry.NOOP, ObservationSettings.DEFAULTS, null, null,
								() -> 0)),
				arguments(LlmMeterObservationHandler.class, new LlmMeterObservationHandler(registry)),
				arguments(CallMeterWatcher.class, new CallMeterWatcher(registry, ObservationSettings.DEFAULTS)),
				arguments(RoomGauges.class, new RoomGauges(List::of, List::of, List::of, List.of(), List::of, clock)),
				arguments(RouteGauges.class, new RouteGauges(List.of(), List::of, clock)));
	}

	@Test
	void whenThereIsNoActuatorShouldHaveTheGaugesOfRoutesAllTheSame() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> assertThat(
					context.getBean(MeterRegistry.class).get("llm.resilience.route.serving").gauges())
				.hasSize(2));
	}

	@Test
	void whenBeansAreLazyGaugesShouldBeThereFromTheStart() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(
					context.getBean(MeterRegistry.class).get("llm.resilience.circuitbreaker.failure.rate").gauges())
				.hasSize(2));
	}

	@Test
	void whenApplicationHasConventionsShouldUseThem(LlmProviderSimulator simulator) {
		simulator.always(Reply.text("fine"));
		this.runner.withPropertyValues(baseUrl(simulator))
			.withBean(CallObservationConvention.class, () -> new DefaultCallObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("team", "blue");
				}

			})
			.withBean(AttemptObservationConvention.class, DefaultAttemptObservationConvention::new)
			.run((context) -> {
				context.getBean(ChatService.class).call("Hi");
				assertThat(meters(context.getBean(MeterRegistry.class), "llm.resilience.call", "team", "blue")).isOne();
			});
	}

	@Test
	void callOverTwoRoutesShouldBeCountedOnceAndItsAttemptsTwice(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("fine").usage(12, 3));
		this.runner.withPropertyValues(baseUrl(simulator)).run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("llm.resilience.call").tag("outcome", "ANSWERED").timer().count()).isOne();
			assertThat(registry.get("gen_ai.client.operation.duration").timers()).hasSize(2);
			assertThat(registry.get("llm.resilience.failovers")
				.tags("from", "openai/gpt-4o-mini", "to", "openai/gpt-4o", "kind", "OVERLOADED")
				.counter()
				.count()).isOne();
			assertThat(registry.get("llm.resilience.tokens").tag("type", "input").counter().count()).isEqualTo(12);
			assertThat(registry.find("gen_ai.client.operation").meters()).isEmpty();
			assertThat(registry.find("llm.resilience.call.active").meters()).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "management.observations.enable.gen_ai, llm.resilience.call, gen_ai.client.operation.duration",
			"management.observations.enable.llm.resilience.call, gen_ai.client.operation.duration, llm.resilience.call",
			"management.metrics.enable.llm.resilience.tokens, llm.resilience.call, llm.resilience.tokens" })
	void switchesOfSpringBootShouldWork(String property, String left, String gone, LlmProviderSimulator simulator) {
		simulator.always(Reply.text("fine"));
		this.runner.withPropertyValues(baseUrl(simulator), property + "=false").run((context) -> {
			context.getBean(ChatService.class).call("Hi");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find(left).meters()).isNotEmpty();
			assertThat(registry.find(gone).meters()).isEmpty();
		});
	}

	@Test
	void gaugesShouldBeThereFromTheStart() {
		this.runner.withPropertyValues("llm.resilience.providers.openai.rate-limit.requests-per-minute=60")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("llm.resilience.ratelimit.limit")
					.tags("name", "openai", "dimension", "requests")
					.gauge()
					.value()).isEqualTo(60);
				assertThat(registry.get("llm.resilience.circuitbreaker.state")
					.tags("route", "openai/gpt-4o", "state", "CLOSED")
					.gauge()
					.value()).isEqualTo(1);
				assertThat(registry.get("llm.resilience.fallback.cooling").gauges()).hasSize(3);
			});
	}

	@Test
	void filtersOfAttemptsShouldStandAroundEachAttemptAndAroundNothingElse(LlmProviderSimulator simulator) {
		simulator.enqueue(Reply.overloaded(), Reply.text("fine"));
		List<String> seen = new CopyOnWriteArrayList<>();
		AttemptFilter attempts = new AttemptFilter() {

			@Override
			public ChatFilter on(String route) {
				return (call, next) -> {
					seen.add(route);
					return next.exchange(call);
				};
			}

			@Override
			public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
				seen.add("no route");
				return next.exchange(call);
			}

		};
		this.ours.withPropertyValues(baseUrl(simulator))
			.withBean(AttemptFilter.class, () -> attempts)
			.run((context) -> context.getBean(ChatService.class).call("Hi"));
		assertThat(seen).containsExactly("openai/gpt-4o-mini", "openai/gpt-4o");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', value = {
			"max-label-values=0, \"'llm.resilience.observation.max-label-values' must be at least 1, but is 0; leave 'labels' empty for no tags at all\"",
			"labels=a;a, \"'llm.resilience.observation.labels' must be names, each once, but is [a, a]; name labels of requests, such as tenant, no two of which differ in punctuation alone\"",
			"labels=a-b;a.b, \"'llm.resilience.observation.labels' must be names, each once, but is [a-b, a.b]; name labels of requests, such as tenant, no two of which differ in punctuation alone\"" })
	void whenLabelsCannotWorkShouldNotStart(String property, String message) {
		this.runner.withPropertyValues("llm.resilience.observation." + property.replace(';', ','))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage(message));
	}

	private static long meters(MeterRegistry registry, String name, String tag, String value) {
		return registry.find(name).tag(tag, value).timers().stream().mapToLong((timer) -> timer.count()).sum();
	}

}
