package io.llmresilience.observation;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the meters of calls and attempts, in Prometheus' words.
 */
class LlmMeterObservationHandlerTests {

	private static final String ATTEMPT = "error_type=\"none\",gen_ai_operation_name=\"chat\","
			+ "gen_ai_provider_name=\"openai\",gen_ai_request_model=\"gpt-6-luna\"";

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final AtomicLong nanos = new AtomicLong();

	private void observe(ChatExchange provider) {
		this.registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new LlmMeterObservationHandler(this.meters), new DefaultMeterObservationHandler(this.meters)));
		LlmObservations filters = new LlmObservations(this.registry, ObservationSettings.DEFAULTS, null, null,
				this.nanos::get);
		ChatFilter
			.chain(List.of(new CallWatchFilter(List.of(filters.calls())), filters.attempts().on(TestCalls.ROUTE)),
					provider)
			.exchange(TestCalls.streamed())
			.blockLast();
	}

	private Flux<ChatEvent> answer() {
		Usage usage = new Usage(300L, 5L, null, null, null);
		ChatResponse response = ChatResponse.of(TestCalls.response("blue").message(), FinishReason.STOP, "stop", usage,
				new ChatResponse.Origin(TestCalls.ROUTE, "served", "req_1"));
		return Flux.<ChatEvent>just(TestCalls.text("blue"), new ChatEvent.Completed(response))
			.doOnNext((event) -> this.nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50)));
	}

	@Test
	void attemptsShouldHaveTheNamesAndBucketsOfOpenTelemetry() {
		observe((call) -> answer());
		assertThat(this.meters.scrape()).contains(
				"gen_ai_client_operation_duration_seconds_bucket{" + ATTEMPT + ",outcome=\"ANSWERED\",le=\"0.08\"} 0",
				"gen_ai_client_operation_duration_seconds_bucket{" + ATTEMPT + ",outcome=\"ANSWERED\",le=\"0.16\"} 1",
				"gen_ai_client_operation_duration_seconds_bucket{" + ATTEMPT + ",outcome=\"ANSWERED\",le=\"81.92\"} 1",
				"gen_ai_client_operation_duration_seconds_sum{" + ATTEMPT + ",outcome=\"ANSWERED\"} 0.1\n",
				"gen_ai_client_operation_time_to_first_chunk_seconds_bucket{" + ATTEMPT
						+ ",outcome=\"ANSWERED\",le=\"0.04\"} 0",
				"gen_ai_client_operation_time_to_first_chunk_seconds_bucket{" + ATTEMPT
						+ ",outcome=\"ANSWERED\",le=\"0.08\"} 1",
				"gen_ai_client_token_usage_bucket{" + ATTEMPT
						+ ",gen_ai_token_type=\"input\",outcome=\"ANSWERED\",le=\"256.0\"} 0",
				"gen_ai_client_token_usage_bucket{" + ATTEMPT
						+ ",gen_ai_token_type=\"input\",outcome=\"ANSWERED\",le=\"1024.0\"} 1",
				"gen_ai_client_token_usage_sum{" + ATTEMPT + ",gen_ai_token_type=\"output\",outcome=\"ANSWERED\"} 5.0");
	}

	@Test
	void everyDurationShouldHaveFourteenBuckets() {
		observe((call) -> answer());
		assertThat(this.meters.scrape().lines())
			.filteredOn((line) -> line.startsWith("gen_ai_client_operation_duration_seconds_bucket"))
			.hasSize(15);
	}

	@Test
	void callsShouldHaveATimerOfTheirOwn() {
		observe((call) -> answer());
		assertThat(this.meters.scrape()).contains("llm_resilience_call_seconds_count{error_type=\"none\","
				+ "outcome=\"ANSWERED\",route=\"openai/gpt-6-luna\"} 1");
	}

	@Test
	void generalHandlerShouldLeaveThemAlone() {
		observe((call) -> answer());
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsOnly("gen_ai.client.operation.duration", "gen_ai.client.operation.time_to_first_chunk",
					"gen_ai.client.token.usage", "llm.resilience.call");
		Observation.createNotStarted("theirs", this.registry).observe(() -> {
		});
		assertThat(this.meters.get("theirs").timer().count()).isEqualTo(1);
	}

	@Test
	void whenAttemptFailsShouldCountNoTokens() {
		assertThatException()
			.isThrownBy(() -> observe((call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED))));
		assertThat(this.meters.get("gen_ai.client.operation.duration").tag("error.type", "OVERLOADED").timer())
			.extracting(Timer::count)
			.isEqualTo(1L);
		assertThat(this.meters.find("gen_ai.client.token.usage").meters()).isEmpty();
		assertThat(this.meters.find("gen_ai.client.operation.time_to_first_chunk").meters()).isEmpty();
	}

}
