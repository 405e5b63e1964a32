package io.llmresilience.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the observations of calls and attempts.
 */
class LlmObservationsTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final List<Observation.Context> stopped = new ArrayList<>();

	private final AtomicLong nanos = new AtomicLong();

	private final LlmObservations filters = filters(null, null);

	@BeforeEach
	void remember() {
		this.registry.observationConfig().observationHandler(new Recorder(this.stopped));
	}

	private LlmObservations filters(CallObservationConvention calls, AttemptObservationConvention attempts) {
		return new LlmObservations(this.registry, new ObservationSettings(true, true, true, List.of("tenant"), 2),
				calls, attempts, this.nanos::get);
	}

	private final ChatExchange chain = chain(this.filters, (call) -> Flux.just(answer()));

	private static ChatEvent answer() {
		return TestCalls.completed("blue");
	}

	private static ChatExchange chain(LlmObservations filters, ChatExchange provider) {
		ChatFilter retry = (call, next) -> next.exchange(call)
			.map((event) -> (event instanceof ChatEvent.Completed completed)
					? completed.with(new Note.AttemptEnded(TestCalls.ROUTE, 1, null, Duration.ZERO)) : event);
		return ChatFilter.chain(
				List.of(new CallWatchFilter(List.of(filters.calls())), retry, filters.attempts().on(TestCalls.ROUTE)),
				provider);
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
	void attemptShouldBeAChildOfItsCall() {
		this.chain.exchange(TestCalls.whole()).blockLast();
		observations().hasObservationWithNameEqualTo("gen_ai.client.operation")
			.that()
			.hasParentObservationContextMatching((parent) -> parent instanceof CallObservationContext);
	}

	@Test
	void whatThePresentThreadDoesShouldBeTheParentOfACall() {
		Observation.createNotStarted("controller", this.registry)
			.observe(() -> this.chain.exchange(TestCalls.whole()).blockLast());
		observations().hasObservationWithNameEqualTo("llm.resilience.call")
			.that()
			.hasParentObservationContextMatching((parent) -> parent.getName().equals("controller"));
	}

	@Test
	void whatTheReactorContextSaysShouldBeTheParentOfACall() {
		Observation web = Observation.start("web", this.registry);
		Observation.createNotStarted("other", this.registry)
			.observe(() -> this.chain.exchange(TestCalls.whole())
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, web))
				.blockLast());
		observations().hasObservationWithNameEqualTo("llm.resilience.call").that().hasParentObservationEqualTo(web);
	}

	@Test
	void providerShouldFindTheAttemptInTheReactorContext() {
		ChatExchange provider = (call) -> Flux.deferContextual((context) -> {
			Observation present = context.get(ObservationThreadLocalAccessor.KEY);
			assertThat(present.getContext()).isInstanceOf(AttemptObservationContext.class);
			return Flux.just(answer());
		});
		assertThat(chain(this.filters, provider).exchange(TestCalls.whole()).blockLast()).isNotNull();
	}

	@Test
	void whenAttemptFailsShouldTellTheKind() {
		ChatExchange failing = chain(this.filters, (call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED)));
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
		ChatExchange failing = chain(this.filters, (call) -> Flux.error(new IllegalStateException("prompt: secret")));
		assertThatException().isThrownBy(() -> failing.exchange(TestCalls.whole()).blockLast());
		observations().hasNumberOfObservationsEqualTo(2)
			.hasAnObservation((call) -> call.hasLowCardinalityKeyValue("error.type", "UNKNOWN"));
		assertThat(this.stopped).extracting(Observation.Context::getError)
			.allSatisfy((error) -> assertThat(error).hasMessage("java.lang.IllegalStateException").hasNoCause());
	}

	@Test
	void whenCallerLeavesShouldStopWithoutAnError() {
		ChatExchange slow = chain(this.filters, (call) -> Flux.concat(Mono.just(TestCalls.text("blue")), Flux.never()));
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
						TestCalls.text("blue"), answer())
				.doOnNext((event) -> this.nanos.addAndGet(10));
		});
		chain(this.filters, provider).exchange(TestCalls.streamed()).blockLast();
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
		assertThatException().isThrownBy(() -> chain(this.filters, refusing).exchange(TestCalls.whole()).blockLast());
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
		chain(filters(calls, attempts), (call) -> Flux.just(answer())).exchange(TestCalls.whole()).blockLast();
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
		Flux<ChatEvent> events = Flux.just(answer());
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

	@Test
	void whenCallsAreNotObservedAttemptsOnOtherThreadsShouldFindTheCaller() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof CallObservationContext));
		ChatFilter elsewhere = (call, next) -> next.exchange(call).subscribeOn(Schedulers.parallel());
		ChatExchange chain = ChatFilter.chain(List.of(new CallWatchFilter(List.of(this.filters.calls())), elsewhere,
				this.filters.attempts().on(TestCalls.ROUTE)), (call) -> Flux.just(answer()));
		Observation.createNotStarted("controller", this.registry)
			.observe(() -> chain.exchange(TestCalls.whole()).blockLast(Duration.ofSeconds(5)));
		observations().hasObservationWithNameEqualTo("gen_ai.client.operation")
			.that()
			.hasParentObservationContextMatching((parent) -> parent.getName().equals("controller"));
	}

	@Test
	void predicatesShouldSeeTheParentThatTheReactorContextHas() {
		List<String> parents = new ArrayList<>();
		this.registry.observationConfig().observationPredicate((name, context) -> {
			parents.add((context.getParentObservation() != null)
					? context.getParentObservation().getContextView().getName() : "none");
			return true;
		});
		Observation web = Observation.start("web", this.registry);
		this.chain.exchange(TestCalls.whole())
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, web))
			.blockLast();
		assertThat(parents).containsExactly("none", "web", "llm.resilience.call");
	}

	@Test
	void keyShouldBeMicrometersOwn() {
		assertThat(ObservationKind.KEY).isEqualTo(ObservationThreadLocalAccessor.KEY);
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
