package io.llmresilience.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
		run(Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ofMillis(1500), new ArrayList<>(),
				"retry.initial-interval=100ms", "circuit-breaker.open-for=300ms", "circuit-breaker.max-open-for=600ms");
	}

	@Tag("load")
	@Test
	void atFullLengthNoCallShouldFail() {
		List<Served> served = new CopyOnWriteArrayList<>();
		Instant outage = Instant.now().plusSeconds(10);
		int asked = run(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(15), served);
		Duration atFirst = percentile(served, outage, outage.plusSeconds(2));
		Duration then = percentile(served, outage.plusSeconds(2), outage.plusSeconds(15));
		Instant back = served.stream()
			.filter((call) -> call.begun().isAfter(outage.plusSeconds(15)) && call.route().equals(SimulatedChat.OPENAI))
			.map(Served::begun)
			.min(Comparator.naturalOrder())
			.orElseThrow();
		System.out.printf(
				"outage: %d requests to the sick provider, 99th percentile %s in two seconds, then %s, back after %s%n",
				asked, atFirst, then, Duration.between(outage.plusSeconds(15), back));
		assertThat(asked).isLessThanOrEqualTo(15 * CALLS_PER_SECOND / 10);
		assertThat(atFirst).isLessThan(Duration.ofSeconds(3));
		assertThat(then).isLessThan(Duration.ofMillis(100));
		assertThat(back).isBefore(outage.plusSeconds(20));
	}

	/**
	 * The 99th percentile of what calls took that began within a time.
	 */
	private static Duration percentile(List<Served> served, Instant from, Instant to) {
		List<Duration> times = served.stream()
			.filter((call) -> call.begun().isAfter(from) && call.begun().isBefore(to))
			.map(Served::took)
			.sorted()
			.toList();
		return times.get(times.size() * 99 / 100);
	}

	private record Served(Instant begun, Duration took, String route) {

	}

	private static int run(Duration before, Duration outage, Duration after, List<Served> served,
			String... properties) {
		try (SimulatedChat chat = start(properties)) {
			AtomicInteger asked = breakFor(chat.simulator(), before, outage);
			long calls = before.plus(outage).plus(after).toMillis() * CALLS_PER_SECOND / 1000;
			List<String> outcomes = Flux.interval(Duration.ofMillis(1000 / CALLS_PER_SECOND))
				.take(calls)
				.onBackpressureBuffer()
				.flatMap((tick) -> outcome(chat, served), (int) calls)
				.collectList()
				.block(Duration.ofMinutes(2));
			assertThat(outcomes).hasSize((int) calls).containsOnly(SimulatedChat.OPENAI, SimulatedChat.ANTHROPIC);
			assertThat(outcomes).filteredOn(SimulatedChat.ANTHROPIC::equals)
				.hasSizeBetween((int) (outage.toMillis() * CALLS_PER_SECOND / 2000), (int) (calls * 3 / 4));
			assertThat(outcomes).endsWith(SimulatedChat.OPENAI);
			return asked.get();
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
	private static AtomicInteger breakFor(LlmProviderSimulator simulator, Duration before, Duration outage) {
		AtomicInteger asked = new AtomicInteger();
		Instant from = Instant.now().plus(before);
		Instant to = from.plus(outage);
		Predicate<ReceivedRequest> hit = (request) -> request.dialect() == Dialect.OPENAI
				&& request.arrivedAt().isAfter(from) && request.arrivedAt().isBefore(to);
		Predicate<ReceivedRequest> counted = hit.and((request) -> asked.incrementAndGet() > 0);
		simulator.when(counted.and((request) -> request.sequence() % 2 == 0), Reply.status(503));
		simulator.when(hit, Reply.status(529));
		return asked;
	}

	private static Mono<String> outcome(SimulatedChat chat, List<Served> served) {
		Instant begun = Instant.now();
		return chat.service()
			.send("Why?")
			.map((response) -> response.origin().route())
			.doOnNext((route) -> served.add(new Served(begun, Duration.between(begun, Instant.now()), route)))
			.onErrorResume(LlmException.class, (failure) -> Mono.just(failure.kind().name()));
	}

}
