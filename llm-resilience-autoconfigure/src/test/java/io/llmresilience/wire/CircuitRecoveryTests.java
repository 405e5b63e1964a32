package io.llmresilience.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An outage of twelve seconds at 40 calls a second, with default settings.
 */
@Tag("load")
class CircuitRecoveryTests {

	private static final Duration OUTAGE = Duration.ofSeconds(12);

	private static final int PER_SECOND = 40;

	private static final int SECONDS = 26;

	private final SimulatedChat chat = SimulatedChat.start("retry.max-attempts=1", "circuit-breaker.window=20",
			"circuit-breaker.minimum-calls=10");

	private final Instant start = Instant.now();

	private final Instant recovery = this.start.plus(OUTAGE);

	@AfterEach
	void close() {
		this.chat.close();
	}

	@Test
	void withAnotherRouteEveryCallShouldBeAnsweredAndThePrimaryServeAgainWithoutABurst() {
		List<Call> calls = calls(ChatRequest.builder().user("Why?").build());
		List<Integer> perSecond = requestsPerSecond();
		Duration untilServed = servedAgainAfter(calls);
		System.out.println("Requests to the primary in each second: " + perSecond + "; it served again after "
				+ untilServed.toMillis() + " ms");
		assertThat(calls).allMatch((call) -> call.failure() == null);
		assertThat(untilServed).isLessThan(Duration.ofSeconds(5));
		assertThat(perSecond.subList(1, 12)).allMatch((count) -> count <= 3);
		assertThat(perSecond).allMatch((count) -> count <= PER_SECOND * 1.1);
		assertThat(perSecond.get(SECONDS - 2)).isGreaterThan(PER_SECOND * 8 / 10);
	}

	@Test
	void withoutAnotherRouteCallsShouldFailFast() {
		List<Call> calls = calls(SimulatedChat.to(SimulatedChat.OPENAI).build());
		List<Duration> refusals = calls.stream()
			.filter((call) -> call.failure() == FailureKind.CIRCUIT_OPEN)
			.map((call) -> Duration.between(call.begin(), call.end()))
			.sorted()
			.toList();
		Duration median = refusals.get(refusals.size() / 2);
		System.out.println(refusals.size() + " calls refused, median " + median.toNanos() / 1000
				+ " us; served again after " + servedAgainAfter(calls).toMillis() + " ms");
		assertThat(median).isLessThan(Duration.ofMillis(50));
		assertThat(servedAgainAfter(calls)).isLessThan(Duration.ofSeconds(5));
	}

	private List<Call> calls(ChatRequest request) {
		this.chat.simulator()
			.when((received) -> isPrimary(received) && received.arrivedAt().isBefore(this.recovery),
					Reply.overloaded());
		return Flux.interval(Duration.ofMillis(1000 / PER_SECOND))
			.take(SECONDS * PER_SECOND)
			.onBackpressureBuffer()
			.flatMap((call) -> call(request), 1000)
			.collectList()
			.block(Duration.ofMinutes(2));
	}

	private Mono<Call> call(ChatRequest request) {
		Instant begin = Instant.now();
		return this.chat.service()
			.send(request)
			.map((response) -> new Call(begin, Instant.now(), response.origin().route(), null))
			.onErrorResume(LlmException.class,
					(failure) -> Mono.just(new Call(begin, Instant.now(), null, failure.kind())));
	}

	private static boolean isPrimary(ReceivedRequest request) {
		return request.path().contains("chat/completions");
	}

	private List<Integer> requestsPerSecond() {
		List<Integer> counts = new ArrayList<>();
		for (int second = 0; second < SECONDS; second++) {
			Instant from = this.start.plusSeconds(second);
			counts.add((int) this.chat.simulator()
				.requests()
				.stream()
				.filter(CircuitRecoveryTests::isPrimary)
				.map(ReceivedRequest::arrivedAt)
				.filter((at) -> !at.isBefore(from) && at.isBefore(from.plusSeconds(1)))
				.count());
		}
		return counts;
	}

	private Duration servedAgainAfter(List<Call> calls) {
		return calls.stream()
			.filter((call) -> SimulatedChat.OPENAI.equals(call.route()) && call.end().isAfter(this.recovery))
			.map((call) -> Duration.between(this.recovery, call.end()))
			.min(Duration::compareTo)
			.orElseThrow();
	}

	private record Call(Instant begin, Instant end, @Nullable String route, @Nullable FailureKind failure) {

	}

}
