package io.llmresilience.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what observations of calls and attempts belong to.
 */
class ObservationParentsTests {

	private final ObservedChain observed = new ObservedChain();

	private final TestObservationRegistry registry = this.observed.registry();

	private final ChatExchange chain = this.observed.over((call) -> Flux.just(ObservedChain.answer()));

	private TestObservationRegistryAssert observations() {
		return TestObservationRegistryAssert.assertThat(this.registry);
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
			return Flux.just(ObservedChain.answer());
		});
		assertThat(this.observed.over(provider).exchange(TestCalls.whole()).blockLast()).isNotNull();
	}

	@Test
	void whenCallsAreNotObservedAttemptsOnOtherThreadsShouldFindTheCaller() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof CallObservationContext));
		ChatFilter elsewhere = (call, next) -> next.exchange(call).subscribeOn(Schedulers.parallel());
		ChatExchange chain = this.observed.over(elsewhere, (call) -> Flux.just(ObservedChain.answer()));
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

}
