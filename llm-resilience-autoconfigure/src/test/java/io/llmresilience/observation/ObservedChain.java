package io.llmresilience.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.observation.tck.TestObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.TestCalls;

/**
 * Filters around a provider of choice, whose calls and attempts are observed.
 */
final class ObservedChain {

	private final TestObservationRegistry registry;

	private final AtomicLong nanos;

	private final LlmObservations observations;

	ObservedChain() {
		this(TestObservationRegistry.create(), new AtomicLong(), null, null);
	}

	private ObservedChain(TestObservationRegistry registry, AtomicLong nanos, @Nullable CallObservationConvention calls,
			@Nullable AttemptObservationConvention attempts) {
		this.registry = registry;
		this.nanos = nanos;
		this.observations = new LlmObservations(registry,
				new ObservationSettings(true, true, true, List.of("tenant"), 2), calls, attempts, nanos::get);
	}

	/**
	 * Return the same with conventions of an application.
	 */
	ObservedChain with(CallObservationConvention calls, AttemptObservationConvention attempts) {
		return new ObservedChain(this.registry, this.nanos, calls, attempts);
	}

	TestObservationRegistry registry() {
		return this.registry;
	}

	AtomicLong nanos() {
		return this.nanos;
	}

	static ChatEvent answer() {
		return TestCalls.completed("blue");
	}

	ChatExchange over(ChatExchange provider) {
		return over((call, next) -> next.exchange(call), provider);
	}

	/**
	 * Return the chain.
	 * @param between a filter between call and attempt
	 * @param provider answers
	 */
	ChatExchange over(ChatFilter between, ChatExchange provider) {
		ChatFilter retry = (call, next) -> next.exchange(call)
			.map((event) -> (event instanceof ChatEvent.Completed completed)
					? completed.with(new Note.AttemptEnded(TestCalls.ROUTE, 1, null, Duration.ZERO)) : event);
		return ChatFilter.chain(List.of(new CallWatchFilter(List.of(this.observations.calls())), between, retry,
				this.observations.attempts().on(TestCalls.ROUTE)), provider);
	}

}
