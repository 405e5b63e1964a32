package io.llmresilience.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An outage of twelve seconds at 40 calls a second, with default settings and another
 * route to go to.
 */
@Tag("load")
class CircuitRecoveryTests {

	private static final Duration OUTAGE = Duration.ofSeconds(12);

	private static final int PER_SECOND = 40;

	private static final int SECONDS = 26;

	@Test
	void whenProviderRecoversShouldServeAgainWithinTheOpenTimeAndWithoutABurst() {
		ChatFilter anotherRoute = (call, next) -> next
			.exchange(call.withHop(new Hop(2, Duration.ofSeconds(5), Instant.MAX)));
		try (SimulatedChat chat = SimulatedChat.start(
				(context) -> context.registerBean(ChatFilter.class, () -> anotherRoute), "retry.max-attempts=1",
				"circuit-breaker.window=20", "circuit-breaker.minimum-calls=10")) {
			LlmProviderSimulator simulator = chat.simulator();
			simulator.during(Duration.ZERO, OUTAGE, Reply.overloaded());
			Instant start = Instant.now();
			List<Call> calls = Flux.interval(Duration.ofMillis(1000 / PER_SECOND))
				.take(SECONDS * PER_SECOND)
				.onBackpressureBuffer()
				.flatMap((call) -> call(chat), 1000)
				.collectList()
				.block(Duration.ofMinutes(2));
			report(start, simulator.requests(), calls);
		}
	}

	private static Mono<Call> call(SimulatedChat chat) {
		Instant begin = Instant.now();
		return chat.service()
			.send(SimulatedChat.to(SimulatedChat.OPENAI).build())
			.map((response) -> Call.ended(begin, null))
			.onErrorResume(LlmException.class, (failure) -> Mono.just(Call.ended(begin, failure.kind())));
	}

	private static void report(Instant start, List<ReceivedRequest> requests, List<Call> calls) {
		Instant recovery = start.plus(OUTAGE);
		List<Integer> perSecond = new ArrayList<>();
		for (int second = 0; second < SECONDS; second++) {
			Instant from = start.plusSeconds(second);
			perSecond.add((int) requests.stream()
				.map(ReceivedRequest::arrivedAt)
				.filter((at) -> !at.isBefore(from) && at.isBefore(from.plusSeconds(1)))
				.count());
		}
		Duration untilServed = calls.stream()
			.filter((call) -> call.failure() == null)
			.map((call) -> Duration.between(recovery, call.end()))
			.min(Duration::compareTo)
			.orElseThrow();
		List<Duration> refusals = calls.stream()
			.filter((call) -> call.failure() == FailureKind.CIRCUIT_OPEN)
			.map((call) -> Duration.between(call.begin(), call.end()))
			.sorted()
			.toList();
		Duration median = refusals.get(refusals.size() / 2);
		System.out.println("Requests in each second: " + perSecond + "; served again after " + untilServed.toMillis()
				+ " ms; " + refusals.size() + " calls refused, median " + median.toNanos() / 1000 + " us");
		assertThat(untilServed).isLessThan(Duration.ofSeconds(5));
		assertThat(median).isLessThan(Duration.ofMillis(50));
		assertThat(perSecond.subList(1, 12)).allMatch((count) -> count <= 3);
		assertThat(perSecond).allMatch((count) -> count <= PER_SECOND * 1.1);
		assertThat(perSecond.get(SECONDS - 1)).isGreaterThan(PER_SECOND * 8 / 10);
	}

	private record Call(Instant begin, Instant end, @Nullable FailureKind failure) {

		static Call ended(Instant begin, @Nullable FailureKind failure) {
			return new Call(begin, Instant.now(), failure);
		}

	}

}
