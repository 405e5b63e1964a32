package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that fails every fifth request, each time in another way. With
 * {@code f = arrivals / 5} failures and {@code n} answers there are {@code n + f}
 * arrivals; the last one is an answer, so 100 calls make 124 and 1,000 calls make 1,249.
 */
class EveryFifthFailsTests {

	private static final Reply[] FAILURES = { Reply.status(500), Reply.html(502), Reply.status(503), Reply.status(529),
			Reply.reset() };

	@Test
	void everyCallShouldBeAnsweredAllTheSame() {
		// Five failures in a row happen to one call in 3,000; ten to none
		try (SimulatedChat chat = SimulatedChat.start("retry.initial-interval=40ms", "retry.max-attempts=10")) {
			List<CallTrace> traces = run(chat, 100, Duration.ofMillis(10));
			assertThat(traces).allMatch((trace) -> last(trace).failure() == null);
			assertThat(chat.simulator().arrivals()).isEqualTo(124).isEqualTo(attempts(traces));
		}
	}

	@Tag("load")
	@Test
	void withDefaultRulesEveryCallShouldBeAnsweredOrHaveMetFiveFailures() {
		try (SimulatedChat chat = SimulatedChat.start()) {
			List<CallTrace> traces = run(chat, 1000, Duration.ofMillis(50));
			long failed = traces.stream().filter((trace) -> last(trace).failure() != null).count();
			System.out.println("1000 calls at 20 a second: " + failed + " failed, " + chat.simulator().arrivals()
					+ " arrivals, most attempts "
					+ traces.stream().mapToInt((trace) -> trace.attempts().size()).max().getAsInt());
			assertThat(traces).allMatch((trace) -> last(trace).failure() == null || trace.attempts().size() == 5);
			assertThat(failed).isLessThan(4);
			assertThat(chat.simulator().arrivals()).isEqualTo(attempts(traces)).isBetween(1244, 1250);
		}
	}

	private static List<CallTrace> run(SimulatedChat chat, int calls, Duration every) {
		chat.simulator().everyNth(5, FAILURES);
		return Flux.interval(every)
			.take(calls)
			.onBackpressureBuffer()
			.flatMap((call) -> trace(chat, call), calls)
			.collectList()
			.block(Duration.ofMinutes(3));
	}

	private static Mono<CallTrace> trace(SimulatedChat chat, long call) {
		ChatRequest request = SimulatedChat.to((call % 2 == 0) ? SimulatedChat.OPENAI : SimulatedChat.ANTHROPIC)
			.build();
		return chat.service()
			.send(request)
			.map(ChatResponse::trace)
			.onErrorResume(LlmException.class, (failure) -> Mono.just(failure.trace()));
	}

	private static CallTrace.Attempt last(CallTrace trace) {
		return trace.attempts().get(trace.attempts().size() - 1);
	}

	private static int attempts(List<CallTrace> traces) {
		return traces.stream().mapToInt((trace) -> trace.attempts().size()).sum();
	}

}
