package io.llmresilience.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.LlmException;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forty calls a second through an outage of the first provider: nobody notices.
 */
class OutageTests {

	private static final int CALLS_PER_SECOND = 40;

	@Test
	void noCallShouldFail() {
		run(Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ofMillis(1500), "retry.initial-interval=100ms",
				"circuit-breaker.open-for=300ms", "circuit-breaker.max-open-for=600ms");
	}

	@Tag("load")
	@Test
	void atFullLengthNoCallShouldFail() {
		run(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(15));
	}

	private static void run(Duration before, Duration outage, Duration after, String... properties) {
		try (SimulatedChat chat = start(properties)) {
			breakFor(chat.simulator(), before, outage);
			long calls = before.plus(outage).plus(after).toMillis() * CALLS_PER_SECOND / 1000;
			List<String> outcomes = Flux.interval(Duration.ofMillis(1000 / CALLS_PER_SECOND))
				.take(calls)
				.onBackpressureBuffer()
				.flatMap((tick) -> outcome(chat), (int) calls)
				.collectList()
				.block(Duration.ofMinutes(2));
			assertThat(outcomes).hasSize((int) calls).containsOnly(SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC);
			assertThat(outcomes).filteredOn(SimulatedChat.ANTHROPIC::equals)
				.hasSizeBetween((int) (outage.toMillis() * CALLS_PER_SECOND / 2000), (int) (calls * 3 / 4));
			assertThat(outcomes).endsWith(SimulatedChat.OPENAI);
			assertThat(chat.arrivals(Dialect.OPENAI)).isLessThan(calls + 110);
		}
	}

	private static SimulatedChat start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("circuit-breaker.window=20");
		all.add("circuit-breaker.minimum-calls=10");
		return SimulatedChat.start(all.toArray(String[]::new));
	}

	/**
	 * One half of the failures is 503, the other one 529.
	 */
	private static void breakFor(LlmProviderSimulator simulator, Duration before, Duration outage) {
		Instant from = Instant.now().plus(before);
		Instant to = from.plus(outage);
		Predicate<ReceivedRequest> hit = (request) -> request.dialect() == Dialect.OPENAI
				&& request.arrivedAt().isAfter(from) && request.arrivedAt().isBefore(to);
		simulator.when(hit.and((request) -> request.sequence() % 2 == 0), Reply.status(503));
		simulator.when(hit, Reply.status(529));
	}

	private static Mono<String> outcome(SimulatedChat chat) {
		return chat.service()
			.send("Why?")
			.map((response) -> response.origin().route())
			.onErrorResume(LlmException.class, (failure) -> Mono.just(failure.kind().name()));
	}

}
