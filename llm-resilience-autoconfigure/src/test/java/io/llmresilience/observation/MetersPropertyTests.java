package io.llmresilience.observation;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.LlmException;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What the meters count is what the traces tell, call by call.
 */
class MetersPropertyTests {

	private static final int CALLS = 500;

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ChatFilter filter = new CallWatchFilter(
			List.of(new CallMeterWatcher(this.registry, ObservationSettings.DEFAULTS)));

	private final Tally told = new Tally();

	private int attempts;

	private Duration waited = Duration.ZERO;

	@ParameterizedTest
	@ValueSource(longs = { 1, 20, 300, 4000, 50_000, 600_000 })
	void metersShouldCountWhatTracesTell(long seed) {
		ChatService chat = chat(new Random(seed));
		for (int i = 0; i < CALLS; i++) {
			trace(call(chat));
		}
		assertThat(Tally.of(this.registry).counts()).as("seed %s", seed).isEqualTo(this.told.counts());
		assertThat(this.registry.get("llm.resilience.attempts").summaries()).as("seed %s", seed)
			.satisfies((summaries) -> assertThat(summaries.stream().mapToLong(DistributionSummary::count).sum())
				.isEqualTo(CALLS))
			.satisfies((summaries) -> assertThat(summaries.stream().mapToDouble(DistributionSummary::totalAmount).sum())
				.isEqualTo(this.attempts));
		assertThat(this.registry.get("llm.resilience.waits")
			.timers()
			.stream()
			.mapToDouble((timer) -> timer.totalTime(TimeUnit.MILLISECONDS))
			.sum()).as("seed %s", seed).isCloseTo(this.waited.toMillis(), within(1e-3));
	}

	@Test
	void historiesShouldHaveSomethingOfEverything() {
		ChatService chat = chat(new Random(7));
		for (int i = 0; i < CALLS; i++) {
			trace(call(chat));
		}
		assertThat(this.told.counts().keySet()).anySatisfy((name) -> assertThat(name).startsWith("retries"))
			.anySatisfy((name) -> assertThat(name).startsWith("failovers"))
			.anySatisfy((name) -> assertThat(name).startsWith("hedges"))
			.anySatisfy((name) -> assertThat(name).startsWith("skips"))
			.anySatisfy((name) -> assertThat(name).startsWith("cost.unknown"))
			.anySatisfy((name) -> assertThat(name).startsWith("history.summary.cost["));
		assertThat(this.registry.get("llm.resilience.waits").timers()).hasSize(3).allMatch((Timer t) -> t.count() > 0);
	}

	private ChatService chat(Random random) {
		return ChatService.over(ChatFilter.chain(List.of(this.filter), new RandomHistory(random)),
				(request, wire) -> TestCalls.of(request, wire, ChatCall.InterruptionMode.FAIL));
	}

	private CallTrace call(ChatService chat) {
		try {
			ChatEvent last = Flux.from(chat.stream(ChatRequest.of("Why?"))).blockLast();
			ChatResponse response = ((ChatEvent.Completed) last).response();
			this.told.answer(response);
			return response.trace();
		}
		catch (LlmException ex) {
			this.told.trace(ex.trace());
			return ex.trace();
		}
	}

	private void trace(CallTrace trace) {
		this.attempts += trace.attemptsMade();
		trace.attempts().forEach((attempt) -> this.waited = this.waited.plus(attempt.waited()));
	}

}
