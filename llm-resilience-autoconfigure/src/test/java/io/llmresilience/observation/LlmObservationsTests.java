package io.llmresilience.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the observations of calls and attempts.
 */
class LlmObservationsTests {

	private final ObservedChain observed = new ObservedChain();

	private final TestObservationRegistry registry = this.observed.registry();

	private final List<Observation.Context> stopped = new ArrayList<>();

	private final AtomicLong nanos = this.observed.nanos();

	private final ChatExchange chain = this.observed.over((call) -> Flux.just(ObservedChain.answer()));

	@BeforeEach
	void remember() {
		this.registry.observationConfig().observationHandler(new Recorder(this.stopped));
	}

	private TestObservationRegistryAssert observations() {
		return TestObservationRegistryAssert.assertThat(this.registry);
	}

	@Test
	void whenCallAnswersShouldObserveIt() {
		this.chain.exchange(TestCalls.whole()).blockLast();
		observations().hasObservationWithNameEqualTo("llm.resilience.call")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("route", TestCalls.ROUTE)
			.hasLowCardinalityKeyValue("outcome", "ANSWERED")
			.hasLowCardinalityKeyValue("error.type", "none")
			.hasLowCardinalityKeyValue("label.tenant", "none")
			.hasHighCardinalityKeyValue("llm.resilience.attempts", "1")
			.hasContextualNameEqualTo("llm call")
			.doesNotHaveError();
	}

	@Test
	void whenAttemptAnswersShouldObserveItInTheNamesOfOpenTelemetry() {
		this.chain.exchange(TestCalls.whole()).blockLast();
		observations().hasObservationWithNameEqualTo("gen_ai.client.operation")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("gen_ai.operation.name", "chat")
			.hasLowCardinalityKeyValue("gen_ai.provider.name", "openai")
			.hasLowCardinalityKeyValue("gen_ai.request.model", "gpt-6-luna")
			.hasLowCardinalityKeyValue("outcome", "ANSWERED")
			.hasLowCardinalityKeyValue("error.type", "none")
			.hasHighCardinalityKeyValue("gen_ai.response.model", "gpt-6-luna-2026-09-22")
			.hasHighCardinalityKeyValue("gen_ai.response.id", "req_1")
			.hasHighCardinalityKeyValue("gen_ai.response.finish_reasons", "STOP")
			.hasHighCardinalityKeyValue("gen_ai.usage.input_tokens", "none")
			.hasContextualNameEqualTo("chat gpt-6-luna")
			.doesNotHaveError();
	}

	@Test
	void whenAttemptFailsShouldTellTheKind() {
		ChatExchange failing = this.observed.over((call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED)));
		assertThatException().isThrownBy(() -> failing.exchange(TestCalls.whole()).blockLast());
		observations().hasNumberOfObservationsEqualTo(2)
			.forAllObservationsWithNameEqualTo("gen_ai.client.operation",
					(attempt) -> attempt.hasLowCardinalityKeyValue("error.type", "OVERLOADED")
						.hasLowCardinalityKeyValue("outcome", "FAILED")
						.hasError())
			.forAllObservationsWithNameEqualTo("llm.resilience.call",
					(call) -> call.hasLowCardinalityKeyValue("error.type", "OVERLOADED")
						.hasLowCardinalityKeyValue("route", TestCalls.ROUTE)
						.hasHighCardinalityKeyValue("llm.resilience.attempts", "0")
						.hasError());
	}

	@Test
	void whenUserCodeFailsShouldNotRepeatItsMessage() {
		ChatExchange failing = this.observed.over((call) -> Flux.error(new IllegalStateException("prompt: secret")));
		assertThatException().isThrownBy(() -> failing.exchange(TestCalls.whole()).blockLast());
		observations().hasNumberOfObservationsEqualTo(2)
			.hasAnObservation((call) -> call.hasLowCardinalityKeyValue("error.type", "UNKNOWN"));
		assertThat(this.stopped).extracting(Observation.Context::getError)
			.allSatisfy((error) -> assertThat(error).hasMessage("java.lang.IllegalStateException").hasNoCause());
	}

	@Test
	void whenCallerLeavesShouldStopWithoutAnError() {
		ChatExchange slow = this.observed.over((call) -> Flux.concat(Mono.just(TestCalls.text("blue")), Flux.never()));
		slow.exchange(TestCalls.streamed()).blockFirst();
		observations().hasNumberOfObservationsEqualTo(2)
			.forAllObservationsWithNameEqualTo("gen_ai.client.operation",
					(attempt) -> attempt.hasLowCardinalityKeyValue("outcome", "CANCELLED").doesNotHaveError())
			.forAllObservationsWithNameEqualTo("llm.resilience.call",
					(call) -> call.hasLowCardinalityKeyValue("outcome", "CANCELLED"));
		assertThat(this.stopped).hasSize(2);
	}

	@Test
	void timesShouldLeaveOutTheWaitForTheRateLimit() {
		ChatExchange provider = (call) -> Flux.defer(() -> {
			this.nanos.set(1_000);
			return Flux
				.<ChatEvent>just(new Note.Waiting(Duration.ofNanos(1_000), CallTrace.WaitReason.LIMITER),
						TestCalls.text("blue"), ObservedChain.answer())
				.doOnNext((event) -> this.nanos.addAndGet(10));
		});
		this.observed.over(provider).exchange(TestCalls.streamed()).blockLast();
		AttemptObservationContext facts = (AttemptObservationContext) this.stopped.get(0);
		assertThat(facts.nanos()).isEqualTo(20);
		assertThat(facts.nanosToFirstChunk()).isEqualTo(10);
	}

	@Test
	void whenWeRefuseAfterAWaitShouldHaveTakenTheProviderNoTime() {
		ChatExchange refusing = (call) -> Flux.error(() -> {
			this.nanos.set(7_000);
			return new CallRefusedException(FailureKind.RATE_LIMIT_WAIT, TestCalls.ROUTE, "too long");
		});
		assertThatException().isThrownBy(() -> this.observed.over(refusing).exchange(TestCalls.whole()).blockLast());
		assertThat(((AttemptObservationContext) this.stopped.get(0)).nanos()).isZero();
		assertThat(((CallObservationContext) this.stopped.get(1)).nanos()).isEqualTo(7_000);
	}

	@Test
	void whenNothingIsStreamedShouldKnowNoFirstChunk() {
		this.chain.exchange(TestCalls.whole()).blockLast();
		assertThat(((AttemptObservationContext) this.stopped.get(0)).nanosToFirstChunk()).isNegative();
	}

	@Test
	void labelsShouldBeThoseThatAreAllowedAndNoMoreThanAllowed() {
		for (String tenant : List.of("a", "b", "c", "a")) {
			ChatRequest request = ChatRequest.builder().user("Why?").label("tenant", tenant).label("user", "u").build();
			this.chain.exchange(TestCalls.of(request, ChatCall.Wire.WHOLE, InterruptionMode.FAIL)).blockLast();
		}
		assertThat(this.stopped).filteredOn(CallObservationContext.class::isInstance)
			.extracting((context) -> context.getLowCardinalityKeyValue("label.tenant").getValue())
			.containsExactly("a", "b", "other", "a");
	}

	@Test
	void conventionsShouldBeReplaceable() {
		CallObservationConvention calls = new DefaultCallObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("team", "blue");
			}

		};
		AttemptObservationConvention attempts = new DefaultAttemptObservationConvention() {

			@Override
			public String getName() {
				return "attempt";
			}

		};
		this.observed.with(calls, attempts)
			.over((call) -> Flux.just(ObservedChain.answer()))
			.exchange(TestCalls.whole())
			.blockLast();
		observations().hasObservationWithNameEqualTo("llm.resilience.call")
			.that()
			.hasLowCardinalityKeyValue("team", "blue")
			.hasLowCardinalityKeyValue("outcome", "ANSWERED");
		observations().hasObservationWithNameEqualTo("attempt");
	}

	@Test
	void whenNobodyObservesShouldNotEvenStandInTheWay() {
		LlmObservations idle = new LlmObservations(ObservationRegistry.create(), ObservationSettings.DEFAULTS, null,
				null, this.nanos::get);
		Flux<ChatEvent> events = Flux.just(ObservedChain.answer());
		assertThat(idle.calls().watch(TestCalls.whole(), Context.empty())).isSameAs(CallWatch.NONE);
		assertThat(idle.attempts().on("a/b").filter(TestCalls.whole(), (call) -> events)).isSameAs(events);
	}

	@Test
	void whenOneKindIsSwitchedOffShouldObserveTheOther() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof LeanContext)
					|| context instanceof AttemptObservationContext);
		this.chain.exchange(TestCalls.whole()).blockLast();
		observations().hasNumberOfObservationsEqualTo(1).hasObservationWithNameEqualTo("gen_ai.client.operation");
	}

	/**
	 * Keeps the contexts of observations that have stopped.
	 */
	private record Recorder(List<Observation.Context> stopped) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
