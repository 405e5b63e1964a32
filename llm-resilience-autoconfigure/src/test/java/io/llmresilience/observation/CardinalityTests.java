package io.llmresilience.observation;

import java.util.List;
import java.util.Random;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever requests and answers say, the number of meters is bounded by the
 * configuration.
 */
class CardinalityTests {

	private static final int CALLS = 10_000;

	private static final int MAX_VALUES = 10;

	private final Random random = new Random(4711);

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationSettings settings = new ObservationSettings(true, true, true, List.of("tenant"),
			MAX_VALUES);

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final ChatExchange chain = chain();

	private ChatExchange chain() {
		this.observations.observationConfig().observationHandler(new LlmMeterObservationHandler(this.meters));
		LlmObservations filters = new LlmObservations(this.observations, this.settings, null, null, () -> 0);
		return ChatFilter.chain(
				List.of(new CallWatchFilter(List.of(filters.calls(), new CallMeterWatcher(this.meters, this.settings))),
						filters.attempts().on("openai/a")),
				new RandomHistory(this.random));
	}

	private ChatCall call() {
		ChatRequest request = ChatRequest.builder()
			.user("Why? " + this.random.nextInt())
			.userId("user-" + this.random.nextInt())
			.label("tenant", "tenant-" + this.random.nextInt())
			.label("session", "session-" + this.random.nextInt())
			.build();
		return TestCalls.of(request, ChatCall.Wire.STREAMED, ChatCall.InterruptionMode.FAIL);
	}

	private void makeCalls(int calls) {
		for (int i = 0; i < calls; i++) {
			ChatEvent event = this.chain.exchange(call())
				.onErrorComplete()
				.defaultIfEmpty(ChatEvent.Note.Progressing.INSTANCE)
				.blockLast();
			assertThat(event).isNotNull();
		}
	}

	@Test
	void metersShouldBeBoundedWhateverRequestsAndAnswersSay() {
		makeCalls(CALLS);
		int labelled = (MAX_VALUES + 1) * 3 * (2 + 5 + 5);
		assertThat(this.meters.getMeters()).hasSizeGreaterThan(100).hasSizeLessThan(labelled + 250);
	}

	@Test
	void moreCallsShouldNotMakeMoreMeters() {
		makeCalls(CALLS / 2);
		int before = this.meters.getMeters().size();
		makeCalls(CALLS / 2);
		assertThat(this.meters.getMeters()).hasSizeLessThanOrEqualTo(before + 5);
	}

	@Test
	void tagsShouldHoldNothingFromRequestsOrAnswersButAllowedLabels() {
		makeCalls(CALLS / 10);
		assertThat(this.meters.getMeters()).allSatisfy((meter) -> assertThat(meter.getId().getTags().toString())
			.doesNotContain("user-", "session", "served-", "req_", "Why"));
		assertThat(this.meters.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.filteredOn((tag) -> tag.getKey().equals("label.tenant"))
			.extracting((tag) -> tag.getValue())
			.contains("other")
			.satisfies((values) -> assertThat(values.stream().distinct()).hasSize(MAX_VALUES + 1));
	}

}
